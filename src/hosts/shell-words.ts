// Words of a POSIX shell: written so that every shell reads them back, and read as far as wrappers and names need it.
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02

/** A word that stands for exactly this text; bare where nothing in it means anything to a shell. */
export const quoteWord = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const PLAIN = /^[\w@%+:,./-]+$/;

/**
 * The words at the start of a command line, quotes removed, up to the first operator (`|`, `&&`, `;`, a redirection, a new line, a comment).
 * `rest` begins with that operator, or with the word `end`. An expansion stays as it is written. Quotes that do not close end the line.
 */
export function leadingWords(line: string, end?: string): { readonly words: readonly string[]; readonly rest: string } {
  const words: string[] = [];
  let rest = line.replace(BLANKS, '');
  while (rest !== '') {
    const word = WORD.exec(rest)?.[0] ?? '';
    if (word === '' || word === end) break;
    words.push(unquote(word));
    rest = rest.slice(word.length).replace(BLANKS, '');
  }
  return { words, rest };
}

const BLANKS = /^(?:[ \t]|\\\r?\n)+/;
const WORD = /^(?!#)(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[^\r\n]|\$\([^)]*\)|[^\s'"\\|&;<>()])+/;

function unquote(word: string): string {
  return word.replaceAll(/'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g, (_, single, double, escaped) => {
    if (single !== undefined) return String(single);
    if (escaped !== undefined) return String(escaped);
    return String(double).replaceAll(/\\([$`"\\])/g, '$1');
  });
}
