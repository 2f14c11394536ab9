/** Something that whoever called can put right: shown as one line without a stack, exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
