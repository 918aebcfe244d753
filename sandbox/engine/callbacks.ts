import type { FaultKind } from './fault-kinds.ts';
import type { Entry } from './journal.ts';
import { faultTaker, type ChannelCore, type Subject } from './take-fault.ts';

// Not scaled: an honest receiver needs its five seconds whatever the sandbox's pace.
const acknowledgeWithinMs = 5_000;
const lateByDefaultMs = 300_000;

/**
 * How something is signed: `right`; `broken`, by the channel's key over other bytes; `forged`, by
 * a stranger's key; `probe`, by WeChat's own SIGNTEST. Only `right` may be believed.
 */
export type Signing = 'right' | 'broken' | 'forged' | 'probe';

/** What the engine reads of a planned callback; the rest is the channel's. */
export type CallbackTask = Readonly<{ url: string; triesMade: number; signing: Signing }>;

/** How a channel writes its callbacks and repeats them. */
export type CallbackWire<Notification, Task extends CallbackTask> = Readonly<{
  /** Gaps after each try that wasn't acknowledged, in milliseconds. */
  retryGapsMs: readonly number[];
  /** Faults that send a callback with another signature in addition to the right one. */
  besides: readonly Readonly<{ fault: FaultKind; signing: Exclude<Signing, 'right'> }>[];
  /** What a new callback carries besides what it says, such as its id. */
  stamp: (nowMs: number) => object;
  subject: (said: Notification | Task) => Subject;
  /** Undefined where the account is gone: then nothing is sent. */
  request: (
    task: Task,
  ) => Readonly<{ body: string; headers: Readonly<Record<string, string>> }> | undefined;
  isAcknowledged: (response: Response) => Promise<boolean>;
}>;

/** The callbacks of one channel. `Notification` is what one says, before it is signed. */
export type Callbacks<Notification, Task extends CallbackTask> = Readonly<{
  /** One callback with a stranger's signature, sent once. */
  forged: (said: Notification) => Entry;
  /**
   * The entries that send a callback, or don't, as the armed faults will have it. `callback_lost`
   * drops the right one with all its retries; an empty `url` means that nobody wants it.
   */
  plan: (said: Notification, refundNumber?: string) => readonly Entry[];
  /** Sends one callback; what comes back plans the next try where it wasn't acknowledged. */
  deliver: (task: Task) => Promise<readonly Entry[]>;
}>;

/** Sends callbacks over a channel's wire, as the faults on them and the receiver's answers will. */
export function createCallbacks<
  Notification extends Readonly<{ url: string }>,
  Task extends CallbackTask,
>(context: ChannelCore, wire: CallbackWire<Notification, Task>): Callbacks<Notification, Task> {
  const { channel, clock, later } = context;

  function planned(said: Notification, stamp: object, signing: Signing, inMs: number): Entry {
    const task = { ...said, ...stamp, signing, kind: 'callback', triesMade: 0 };
    return later.planned(channel, clock.nowMs() + inMs, task);
  }

  const wrongly = (said: Notification, signing: Signing): Entry =>
    planned(said, wire.stamp(clock.nowMs()), signing, 0);

  function plan(said: Notification, refundNumber?: string): readonly Entry[] {
    if (said.url === '') return [];
    const subject = { refundNumber, ...wire.subject(said) };
    const take = faultTaker(context, 'callback', subject);
    const stamp = wire.stamp(clock.nowMs());
    const besides = wire.besides
      .filter(({ fault }) => take(fault))
      .map(({ signing }) => wrongly(said, signing));
    if (take('callback_lost')) return besides;
    const late = take('callback_late');
    const inMs = late === undefined ? 0 : (late.delay_ms ?? clock.scaledMs(lateByDefaultMs));
    const times = take('callback_twice') ? 2 : 1;
    const right = Array.from({ length: times }, () => planned(said, stamp, 'right', inMs));
    return [...besides, ...right];
  }

  async function isAcknowledged(task: Task): Promise<boolean> {
    const request = wire.request(task);
    if (request === undefined) return true;
    try {
      const response = await fetch(task.url, {
        method: 'POST',
        ...request,
        redirect: 'manual',
        signal: AbortSignal.timeout(acknowledgeWithinMs),
      });
      return await wire.isAcknowledged(response);
    } catch {
      // Nobody there, or too slow: for a channel that is the same as a refusal.
      return false;
    }
  }

  async function deliver(task: Task): Promise<readonly Entry[]> {
    const { signing, triesMade } = task;
    const take = faultTaker(context, 'callback', wire.subject(task));
    const isBroken = signing === 'right' && take('bad_signature') !== undefined;
    const acknowledged = await isAcknowledged(isBroken ? { ...task, signing: 'broken' } : task);
    const gapMs = wire.retryGapsMs[triesMade];
    if (acknowledged || signing !== 'right' || gapMs === undefined) return [];
    const again = { ...task, triesMade: triesMade + 1 };
    return [later.planned(channel, clock.nowMs() + clock.scaledMs(gapMs), again)];
  }

  return Object.freeze({ forged: (said: Notification) => wrongly(said, 'forged'), plan, deliver });
}
