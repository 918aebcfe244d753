import type { Db } from '../database/database.ts';
import { databaseSkew, isOff, type OtherClock, recordSkew, type Skew } from './clock-skews.ts';

/** A skew that changed by less is not written again; ms. */
const changedByMs = 5_000;
/** So often what is measured is written all the same, so that it counts as new; ms. */
const writeEveryMs = 300_000;
/** So often the log tells that a clock is off; ms. */
const sayEveryMs = 600_000;

/** Holds this process's clock against others. */
export type ClockWatch = Readonly<{
  /** Takes what the answer of a channel told. Nobody waits for it, and it throws nothing. */
  hear: (channel: string, account: string, skew: Skew) => void;
  /** Asks the database for its time. */
  askDatabase: () => Promise<void>;
}>;

type Known = { skewMs: number; isOff: boolean; writtenAtMs: number; saidAtMs: number };

/**
 * Notes how far other clocks are from this process's, and tells the log while one is off. No clock
 * decides anything.
 *
 * @param process as the operator knows it: `worker@HOST`
 */
export function openClockWatch({
  db,
  process,
  say,
}: Readonly<{
  db: Db;
  process: string;
  say: (level: 'error' | 'warn' | 'info', fields: object, words: string) => void;
}>): ClockWatch {
  const known = new Map<string, Known>();

  function tell(other: OtherClock, skew: Skew, before: Known | undefined, nowMs: number): number {
    const fields = { against: other, skewMs: skew.skewMs };
    if (!isOff(skew)) {
      if (before?.isOff === true) say('info', fields, 'this clock is right again');
      return -Infinity;
    }
    if (before !== undefined && nowMs - before.saidAtMs < sayEveryMs) return before.saidAtMs;
    say(
      'error',
      fields,
      'the clock of this machine, or the other one, is off by minutes: callbacks may be refused for their time. Look at NTP',
    );
    return nowMs;
  }

  async function take(other: OtherClock, skew: Skew): Promise<void> {
    const name = other === 'database' ? other : `${other.channel}/${other.account}`;
    const nowMs = performance.now();
    const before = known.get(name);
    const saidAtMs = tell(other, skew, before, nowMs);
    const isWritten =
      before !== undefined &&
      before.isOff === isOff(skew) &&
      Math.abs(before.skewMs - skew.skewMs) <= changedByMs &&
      nowMs - before.writtenAtMs < writeEveryMs;
    if (isWritten) {
      before.saidAtMs = saidAtMs;
      return;
    }
    known.set(name, { skewMs: skew.skewMs, isOff: isOff(skew), writtenAtMs: nowMs, saidAtMs });
    try {
      await recordSkew(db, process, other, skew);
    } catch (error) {
      known.delete(name);
      say(
        'warn',
        { err: error },
        'what a clock told was not written; written with the next answer',
      );
    }
  }

  return {
    hear: (channel, account, skew) => void take({ channel, account }, skew),
    askDatabase: async () => take('database', await databaseSkew(db)),
  };
}
