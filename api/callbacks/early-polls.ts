import { findAttempt } from '../../ledger/orders/attempts.ts';
import type { RouteDeps } from '../api-deps.ts';

/**
 * Anybody may send unverified callbacks: per payment, one poll in this time is brought forward; ms.
 */
const oneEachMs = 30_000;
/**
 * The most numbers remembered; beyond that no poll is brought forward until old ones are forgotten.
 */
const mostRemembered = 10_000;

/** Brings a poll forward for the payment that an unverified callback names. Nobody waits for it. */
export type EarlyPolls = Readonly<{
  bring: (channel: string, account: string, paymentNumber: string) => void;
}>;

const paymentNumber = /^[0-9A-Za-z_-]{1,64}$/;

type HintDeps = Pick<RouteDeps, 'database' | 'engine' | 'rareLog'>;

export function openEarlyPolls(deps: HintDeps): EarlyPolls {
  const given = new Map<string, number>();

  function mayGive(name: string, nowMs: number): boolean {
    for (const [old, atMs] of given) {
      // The numbers are in order of time, so the search ends at the first young one.
      if (nowMs - atMs < oneEachMs) break;
      given.delete(old);
    }
    if (given.has(name) || given.size >= mostRemembered) return false;
    given.set(name, nowMs);
    return true;
  }

  async function bring(channel: string, account: string, number: string): Promise<void> {
    const attempt = await findAttempt(deps.database, channel, account, number);
    if (attempt !== null) await deps.engine.hint(attempt.key, number);
  }

  return {
    bring: (channel, account, number) => {
      if (!paymentNumber.test(number)) return;
      if (!mayGive(`${channel}/${account}/${number}`, Date.now())) return;
      bring(channel, account, number).catch((error: unknown) => {
        const words = 'a hint was lost; the schedule of polls goes on';
        deps.rareLog('info', 'hint', { err: error }, words);
      });
    },
  };
}
