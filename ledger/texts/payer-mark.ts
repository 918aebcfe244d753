import type { KeyedHash } from '../keys/keyed-hash.ts';

/** Who pays, by the channel's name for them (an openid), and to whom. This is a shopper's data. */
export type Payer = Readonly<{ merchant: string; channel: string; payer: string }>;

const markLength = 32;

/** The mark by which facts and rows recognise a payer, for one merchant on one channel. */
export function payerMark(hash: KeyedHash, { merchant, channel, payer }: Payer): string {
  return hash('payer', merchant, channel, payer).slice(0, markLength);
}
