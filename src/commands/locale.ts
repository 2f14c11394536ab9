/** Whether a terminal here knows UTF-8, as the C library tells (locale(7)). On macOS it does where nothing is said. */
export function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || (locale === '' && process.platform === 'darwin');
}
