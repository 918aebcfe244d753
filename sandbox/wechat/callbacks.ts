import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import type { MerchantAccount } from './merchant-account.ts';
import { encrypt, signatureHeaders } from './platform-signature.ts';
import type { Signing } from './platform-signature.ts';
import { takeFault, type WechatContext } from './wechat-context.ts';
import { wechatTime } from './wechat-time.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Gaps after each try that wasn't acknowledged; docs/channels/wechat.md#callback-retries. */
export const retryGapsMs: readonly number[] = [
  15 * secondMs,
  15 * secondMs,
  30 * secondMs,
  3 * minuteMs,
  10 * minuteMs,
  20 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  60 * minuteMs,
  3 * hourMs,
  3 * hourMs,
  3 * hourMs,
  6 * hourMs,
  6 * hourMs,
];

// Not scaled: an honest receiver needs its five seconds whatever the sandbox's pace.
const acknowledgeWithinMs = 5_000;
const lateByDefaultMs = 5 * minuteMs;

export const callbackTaskSchema = z.object({
  kind: z.literal('callback'),
  account: z.string(),
  number: z.string(),
  attach: z.string(),
  url: z.string(),
  id: z.string(),
  eventType: z.string(),
  originalType: z.enum(['transaction', 'refund']),
  summary: z.string(),
  resource: z.record(z.string(), z.unknown()),
  createdAtMs: z.int(),
  triesMade: z.int(),
  signing: z.enum(['right', 'broken', 'forged', 'probe']),
});

type CallbackTask = z.infer<typeof callbackTaskSchema>;

/** What a callback says, before it is encrypted and signed. */
export type Notification = Pick<
  CallbackTask,
  'account' | 'number' | 'attach' | 'url' | 'eventType' | 'originalType' | 'summary' | 'resource'
>;

function plan(
  context: WechatContext,
  task: Omit<CallbackTask, 'kind' | 'triesMade'>,
  inMs: number,
): Entry {
  const dueMs = context.clock.nowMs() + inMs;
  return context.later.planned('wechat', dueMs, { ...task, kind: 'callback', triesMade: 0 });
}

/** One callback with a stranger's signature, sent once. */
export function forgedCallback(context: WechatContext, notification: Notification): Entry {
  const createdAtMs = context.clock.nowMs();
  return plan(context, { ...notification, id: randomUUID(), createdAtMs, signing: 'forged' }, 0);
}

/**
 * The entries that send a callback, or don't, as the armed faults will have it. `callback_forged`
 * and `callback_probe` are sent in addition to the right one; `callback_lost` drops that one with
 * all its retries.
 */
export function planCallbacks(
  context: WechatContext,
  notification: Notification,
  refundNumber?: string,
): readonly Entry[] {
  const { number, attach } = notification;
  const subject =
    refundNumber === undefined ? { number, attach } : { number, attach, refundNumber };
  const take = (kind: Parameters<typeof takeFault>[2]) =>
    takeFault(context, 'callback', kind, subject);

  const createdAtMs = context.clock.nowMs();
  const right = { ...notification, id: randomUUID(), createdAtMs, signing: 'right' } as const;
  const entries: Entry[] = [];
  if (take('callback_forged')) entries.push(forgedCallback(context, notification));
  if (take('callback_probe')) {
    entries.push(plan(context, { ...right, id: randomUUID(), signing: 'probe' }, 0));
  }
  if (take('callback_lost')) return entries;
  const late = take('callback_late');
  const lateMs = late?.delay_ms ?? context.clock.scaledMs(lateByDefaultMs);
  entries.push(plan(context, right, late === undefined ? 0 : lateMs));
  if (take('callback_twice')) entries.push(plan(context, right, late === undefined ? 0 : lateMs));
  return entries;
}

function bodyOf(account: MerchantAccount, task: CallbackTask): string {
  return JSON.stringify({
    id: task.id,
    create_time: wechatTime(task.createdAtMs),
    resource_type: 'encrypt-resource',
    event_type: task.eventType,
    summary: task.summary,
    resource: {
      original_type: task.originalType,
      ...encrypt(account, JSON.stringify(task.resource), task.originalType),
    },
  });
}

async function isAcknowledged(url: string, body: string, headers: Record<string, string>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(acknowledgeWithinMs),
    });
    await response.body?.cancel();
    return response.status === 200 || response.status === 204;
  } catch {
    // Nobody there, or too slow: for WeChat that is the same as a refusal, so it tries again.
    return false;
  }
}

/** Sends one callback; what comes back plans the next try where it wasn't acknowledged. */
export async function deliverCallback(
  context: WechatContext,
  task: CallbackTask,
): Promise<readonly Entry[]> {
  const account = context.register.byName(task.account);
  if (account === undefined) return [];
  const broken = task.signing === 'right' && takeFault(context, 'callback', 'bad_signature', task);
  const signing: Signing = broken ? 'broken' : task.signing;
  const body = bodyOf(account, task);
  const acknowledged = await isAcknowledged(task.url, body, {
    'Content-Type': 'application/json',
    Accept: '*/*',
    'User-Agent': 'Mozilla/4.0',
    ...signatureHeaders(account, body, context.clock.wireMs(), signing),
  });
  const gapMs = retryGapsMs[task.triesMade];
  if (acknowledged || task.signing !== 'right' || gapMs === undefined) return [];
  const dueMs = context.clock.nowMs() + context.clock.scaledMs(gapMs);
  return [context.later.planned('wechat', dueMs, { ...task, triesMade: task.triesMade + 1 })];
}
