// What lefthook puts into a command line. https://github.com/evilmartians/lefthook/blob/v2.2.2/internal/run/controller/command/replacer/replacer.go

/** With these files as {staged_files}, and these arguments of the hook as they are. */
export function lefthookText(line: string, files: readonly string[], args: readonly string[] = []): string {
  const filled = args.reduce(
    (text, arg, i) => replaced(text, `{${i + 1}}`, [arg]),
    replaced(line, '{0}', [args.join(' ')]),
  );
  return replaced(filled, '{staged_files}', files.map(escaped));
}

/** Between quotes, each text is put between the same quotes. */
function replaced(line: string, template: string, texts: readonly string[]): string {
  const within = (quote: string): string =>
    texts.map((text) => `${quote}${text.replace(/^'([^\n]*)'$/, '$1')}${quote}`).join(' ');
  return line
    .replaceAll(`"${template}"`, () => within('"'))
    .replaceAll(`'${template}'`, () => within("'"))
    .replaceAll(template, () => texts.join(' '));
}

/** https://github.com/alessio/shellescape */
const escaped = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);
