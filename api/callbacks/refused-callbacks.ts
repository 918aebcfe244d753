import type { CallbackReading, RawCallback } from '../../channels/channel.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { storableMessage } from '../../channels/outside-text.ts';
import { NoConnectionFree } from '../../ledger/database/no-connection-free.ts';
import { wantCheck } from '../../ledger/people/account-health.ts';
import { storeRefused } from '../../ledger/inbox/refused-callbacks.ts';
import type { ApiDeps, RouteDeps } from '../api-deps.ts';
import type { EarlyPolls } from './early-polls.ts';

type Refused = Extract<CallbackReading, { kind: 'refused' }>;

/** A callback that was not believed, and the answer's id. */
type RefusedCallback = Readonly<{
  at: OfferedAccount;
  raw: RawCallback;
  reading: Refused;
  requestId: string;
}>;

/** What is done about callbacks that were not believed. Anybody can send them. */
export type RefusedCallbacks = Readonly<{
  /** Keeps one, and brings a query forward, as far as there is room for that. */
  note: (refused: RefusedCallback) => Promise<void>;
}>;

/** Beyond so many that wait to be kept, one is only counted. */
const mostWaiting = 20;

async function keep(
  { database }: Pick<ApiDeps, 'database'>,
  { at, raw, reading }: RefusedCallback,
  paymentNumber: string | null,
): Promise<void> {
  await database.room();
  await storeRefused(database, {
    channel: at.channel.name,
    account: at.name,
    reason: reading.reason,
    detail: storableMessage(reading.detail),
    paymentNumber: paymentNumber && storableMessage(paymentNumber),
    headers: raw.headers,
    body: raw.body,
    receivedAtMs: raw.receivedAtMs,
  });
}

/**
 * Keeps refused callbacks one after the other: a flood of them takes one connection at most from
 * those that are believed.
 */
export function openRefusedCallbacks(
  deps: Pick<RouteDeps, 'database' | 'rareLog'>,
  earlyPolls: EarlyPolls,
): RefusedCallbacks {
  let waiting = 0;
  let notKept = 0;
  let before: Promise<unknown> = Promise.resolve();

  async function take(refused: RefusedCallback): Promise<void> {
    // Only here, one after the other, and of addresses that keep to their limit.
    const paymentNumber = refused.reading.readPaymentNumber();
    try {
      await keep(deps, refused, paymentNumber);
    } catch (error) {
      if (!(error instanceof NoConnectionFree)) throw error;
      notKept += 1;
      return;
    }
    const { at, reading, requestId } = refused;
    const about = { channel: at.channel.name, account: at.name, reason: reading.reason };
    const isStale = reading.reason === 'stale';
    deps.rareLog(
      'warn',
      `callback ${Object.values(about).join(' ')}`,
      { requestId, ...about, notKept, ...(isStale ? { detail: reading.detail } : {}) },
      isStale
        ? 'a callback was refused for the time it was signed at: if many are, the clock of this machine is wrong'
        : 'a callback was not verified',
    );
    notKept = 0;
    await wantCheck(deps.database, { channel: at.channel.name, account: at.name });
    if (paymentNumber !== null) earlyPolls.bring(at.channel.name, at.name, paymentNumber);
  }

  return {
    note: async (refused) => {
      if (waiting >= mostWaiting) {
        notKept += 1;
        return;
      }
      waiting += 1;
      const mine = before
        .then(() => take(refused))
        .finally(() => {
          waiting -= 1;
        });
      // What goes wrong with one is told to its own caller.
      before = mine.catch(() => undefined);
      await mine;
    },
  };
}
