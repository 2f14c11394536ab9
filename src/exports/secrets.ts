// Messages about a place that wants credentials, without them.

/** The address without user and password. */
export function addressOf(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.search = '';
  return shown.href;
}

/** The password of an address, or the user where that is all there is: as written in it, as meant, and as both are sent. */
export function secretsIn({ username, password }: URL): readonly string[] {
  const secret = password === '' ? username : password;
  return secret === '' ? [] : [secret, decodedPart(secret), basicCredentials({ username, password })];
}

/** What comes after `Basic` in the header. */
export const basicCredentials = ({ username, password }: Pick<URL, 'username' | 'password'>): string =>
  Buffer.from(`${decodedPart(username)}:${decodedPart(password)}`).toString('base64');

/** Percent signs that stand for themselves are left. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The text with each secret replaced by `***`. Those of fewer than four characters would tear up ordinary words, and are no secrets. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  return known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** How a receiver has refused: its status, and the first line of what it says where that is a text. Some answer in protobuf, which nobody can read. */
export function refusalText(status: number, body: string, secrets: readonly string[]): string {
  const [line = ''] = withoutSecrets(body.trim(), secrets).split('\n');
  if (line === '' || /[\p{Cc}\ufffd]/u.test(line)) return `it answers ${status}`;
  return `it answers ${status}: ${line.slice(0, 200)}`;
}
