import { randomBytes } from 'node:crypto';

/** Without I, L, O and U, which are read wrongly. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixty random bits as 12 letters and digits: nobody guesses another's. */
export function drawToken(): string {
  return Array.from(randomBytes(12), (byte) => letters[byte % 32]).join('');
}

/** What the cart page sends as the click is a token, and the order is named by it. */
export function orderNumberOf(click: string): string {
  return `T-${click}`;
}
