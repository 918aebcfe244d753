import { z } from 'zod';
import { select } from '../../../ledger/database/database.ts';
import type { Stage } from './stage.ts';
import { type Channel, eventually } from './steps.ts';

const inboxRow = z.object({
  channel: z.enum(['wechat', 'alipay']),
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Buffer),
  state: z.string(),
});

/** A callback as the channel sent it. */
export type Kept = z.output<typeof inboxRow>;

/** The verified callbacks of a payment in the inbox, oldest first. */
export async function inboxOf({ ledger }: Stage, number: string): Promise<readonly Kept[]> {
  return select(
    ledger,
    inboxRow,
    'select channel, headers, body, state from inbox where channel_number = $1 order by arrival',
    [number],
  );
}

/** Waits until a callback of the payment is in the inbox. @returns the first one */
export async function keptCallback(stage: Stage, number: string): Promise<Kept> {
  let kept: readonly Kept[] = [];
  await eventually(`a callback of ${number}`, async () => {
    kept = await inboxOf(stage, number);
    return kept.length > 0;
  });
  const [first] = kept;
  if (first === undefined) throw new Error('unreachable');
  return first;
}

/** Waits until `count` callbacks of a payment came, and each was consumed. */
export async function untilConsumed(stage: Stage, number: string, count = 1): Promise<void> {
  await eventually(`${count} callbacks of ${number} consumed`, async () => {
    const kept = await inboxOf(stage, number);
    return kept.length >= count && kept.every((one) => one.state === 'consumed');
  });
}

const acknowledgements: Readonly<Record<Channel, readonly string[]>> = {
  wechat: ['200 ', '204 '],
  alipay: ['200 success'],
};

/** Sends the channel's own callback again. @returns whether our answer acknowledges it */
export async function sendAgain({ paidonce }: Stage, kept: Kept): Promise<boolean> {
  const headers = Object.entries(kept.headers).filter(
    ([name]) => name.startsWith('wechatpay-') || name === 'content-type',
  );
  const answer = await fetch(`${paidonce.addresses.api}/callbacks/${kept.channel}/default`, {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: new Uint8Array(kept.body),
  });
  return acknowledgements[kept.channel].includes(`${answer.status} ${await answer.text()}`);
}
