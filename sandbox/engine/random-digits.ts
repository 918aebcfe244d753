import { randomInt } from 'node:crypto';

/** So many random decimal digits, as channels number what is theirs. */
export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10).toString()).join('');
}
