// Tools that not every machine has.

/** A tool that a test cannot do without: skipped with a reason where it is missing, a failure under CI. */
export function needs(context: { skip(reason: string): never }, tool: string, isThere: boolean): void {
  if (isThere) return;
  if (process.env['CI'] === 'true') throw new Error(`${tool} is missing, and CI must not skip this test`);
  context.skip(`${tool} is missing`);
}
