// Text in HTML.

import { printable } from '../printable.ts';

/** For element content and for attributes in double quotes. Names from outside are made harmless to the eye as well. */
export const html = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
