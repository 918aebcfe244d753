import type { KeyedHash } from '../keys/keyed-hash.ts';

/** Who pays, as the channel names them (an openid), and to whom. Shopper's data. */
export type Payer = Readonly<{ merchant: string; channel: string; payer: string }>;

const markLength = 32;

/** The mark by which facts and rows know a payer again, of one merchant on one channel. */
export function payerMark(hash: KeyedHash, { merchant, channel, payer }: Payer): string {
  return hash('payer', merchant, channel, payer).slice(0, markLength);
}
