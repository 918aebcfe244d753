import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createCallbacks, type Callbacks } from '../engine/callbacks.ts';
import type { ChannelCore } from '../engine/take-fault.ts';
import type { AlipayAccount, AlipayRegister } from './alipay-account.ts';
import { beijingDate, beijingTime } from './beijing-time.ts';
import { charsets } from './charset.ts';
import { writeForm } from './form.ts';
import { signFields } from './signature.ts';

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

export type CallbackTask = Readonly<z.infer<typeof callbackTaskSchema>>;

/** What a callback says, before it is signed. */
export type Notification = Omit<CallbackTask, 'kind' | 'notifyId' | 'triesMade' | 'signing'>;

function newNotifyId(nowMs: number): string {
  return `${beijingDate(nowMs)}00222${randomBytes(16).toString('hex').slice(0, 21)}`;
}

function bodyOf(account: AlipayAccount, task: CallbackTask, sentAtMs: number): string {
  const fields = {
    ...task.fields,
    notify_id: task.notifyId,
    notify_time: beijingTime(sentAtMs),
  };
  const sign = signFields(account, fields, task.charset, task.signing);
  return writeForm({ ...fields, sign_type: 'RSA2', sign }, task.charset);
}

/** The callbacks of the simulated Alipay. */
export function alipayCallbacks(
  context: ChannelCore,
  register: AlipayRegister,
): Callbacks<Notification, CallbackTask> {
  return createCallbacks<Notification, CallbackTask>(context, {
    retryGapsMs,
    besides: [{ fault: 'callback_forged', signing: 'forged' }],
    stamp: (nowMs) => ({ notifyId: newNotifyId(nowMs) }),
    subject: ({ number, order, requestNo }) => ({ number, order, refundNumber: requestNo }),
    request(task) {
      const account = register.byName(task.account);
      if (account === undefined) return undefined;
      const headers = {
        'Content-Type': `application/x-www-form-urlencoded; charset=${task.charset}`,
        'User-Agent': 'Mozilla/4.0',
      };
      return { body: bodyOf(account, task, context.clock.wireMs()), headers };
    },
    isAcknowledged: async (response) =>
      (await response.text()) === acknowledgement && response.status === 200,
  });
}
