import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { takeFault, type AlipayContext } from './alipay-context.ts';
import { beijingDate, beijingTime } from './beijing-time.ts';
import { charsets } from './charset.ts';
import { writeForm } from './form.ts';
import { signFields, type Signing } from './signature.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Gaps after each try that wasn't acknowledged; docs/channels/alipay.md#callback-retries. */
export const retryGapsMs: readonly number[] = [
  secondMs,
  secondMs,
  secondMs,
  4 * minuteMs,
  10 * minuteMs,
  10 * minuteMs,
  hourMs,
  2 * hourMs,
  6 * hourMs,
  15 * hourMs,
];

// Not scaled: an honest receiver needs its time whatever the sandbox's pace.
const acknowledgeWithinMs = 5_000;
const lateByDefaultMs = 5 * minuteMs;
const acknowledgement = 'success';

export const callbackTaskSchema = z.object({
  kind: z.literal('callback'),
  account: z.string(),
  number: z.string(),
  order: z.string(),
  requestNo: z.string().optional(),
  url: z.string(),
  charset: z.enum(charsets),
  notifyId: z.string(),
  /** Everything but notify_id, notify_time, sign and sign_type. */
  fields: z.record(z.string(), z.string()),
  triesMade: z.int(),
  signing: z.enum(['right', 'broken', 'forged']),
});

type CallbackTask = z.infer<typeof callbackTaskSchema>;

/** What a callback says, before it is signed; an empty `url` means that nobody wants it. */
export type Notification = Omit<CallbackTask, 'kind' | 'notifyId' | 'triesMade' | 'signing'>;

function newNotifyId(nowMs: number): string {
  return `${beijingDate(nowMs)}00222${randomBytes(16).toString('hex').slice(0, 21)}`;
}

function plan(
  context: AlipayContext,
  task: Omit<CallbackTask, 'kind' | 'triesMade'>,
  inMs: number,
): Entry {
  const dueMs = context.clock.nowMs() + inMs;
  return context.later.planned('alipay', dueMs, { ...task, kind: 'callback', triesMade: 0 });
}

/** One callback with a stranger's signature, sent once. */
export function forgedCallback(context: AlipayContext, notification: Notification): Entry {
  const notifyId = newNotifyId(context.clock.nowMs());
  return plan(context, { ...notification, notifyId, signing: 'forged' }, 0);
}

/**
 * The entries that send a callback, or don't, as the armed faults will have it. `callback_forged`
 * is sent in addition to the right one; `callback_lost` drops that one with its retries.
 */
export function planCallbacks(
  context: AlipayContext,
  notification: Notification,
): readonly Entry[] {
  if (notification.url === '') return [];
  const take = (kind: Parameters<typeof takeFault>[2]) =>
    takeFault(context, 'callback', kind, notification);
  const notifyId = newNotifyId(context.clock.nowMs());
  const right = { ...notification, notifyId, signing: 'right' } as const;
  const forged = take('callback_forged') ? [forgedCallback(context, notification)] : [];
  if (take('callback_lost')) return forged;
  const late = take('callback_late');
  const lateMs = late?.delay_ms ?? context.clock.scaledMs(lateByDefaultMs);
  const inMs = late === undefined ? 0 : lateMs;
  const times = take('callback_twice') ? [right, right] : [right];
  return [...forged, ...times.map((one) => plan(context, one, inMs))];
}

function bodyOf(
  account: AlipayAccount,
  task: CallbackTask,
  sentAtMs: number,
  signing: Signing,
): string {
  const fields = {
    ...task.fields,
    notify_id: task.notifyId,
    notify_time: beijingTime(sentAtMs),
  };
  const sign = signFields(account, fields, task.charset, signing);
  return writeForm({ ...fields, sign_type: 'RSA2', sign }, task.charset);
}

async function isAcknowledged(task: CallbackTask, body: string): Promise<boolean> {
  try {
    const response = await fetch(task.url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': `application/x-www-form-urlencoded; charset=${task.charset}`,
        'User-Agent': 'Mozilla/4.0',
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(acknowledgeWithinMs),
    });
    return (await response.text()) === acknowledgement && response.status === 200;
  } catch {
    // Nobody there, or too slow: for Alipay that is the same as a refusal, so it tries again.
    return false;
  }
}

/** Sends one callback; what comes back plans the next try where it wasn't acknowledged. */
export async function deliverCallback(
  context: AlipayContext,
  task: CallbackTask,
): Promise<readonly Entry[]> {
  const account = context.register.byName(task.account);
  if (account === undefined) return [];
  const broken = task.signing === 'right' && takeFault(context, 'callback', 'bad_signature', task);
  const signing: Signing = broken ? 'broken' : task.signing;
  const body = bodyOf(account, task, context.clock.wireMs(), signing);
  const acknowledged = await isAcknowledged(task, body);
  const gapMs = retryGapsMs[task.triesMade];
  if (acknowledged || task.signing !== 'right' || gapMs === undefined) return [];
  const dueMs = context.clock.nowMs() + context.clock.scaledMs(gapMs);
  return [context.later.planned('alipay', dueMs, { ...task, triesMade: task.triesMade + 1 })];
}
