import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createCallbacks, type Callbacks } from '../engine/callbacks.ts';
import type { ChannelCore } from '../engine/take-fault.ts';
import type { Charge } from '../engine/trade.ts';
import { refundEndWords } from './journal-words.ts';
import type { MerchantAccount, MerchantRegister } from './merchant-account.ts';
import { encrypt, signatureHeaders } from './platform-signature.ts';
import { paidTradeBody, refundResource } from './trade-view.ts';
import type { NewTrade, Refund } from './trade.ts';
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

export type CallbackTask = Readonly<z.infer<typeof callbackTaskSchema>>;

/** What a callback says, before it is encrypted and signed. */
export type Notification = Pick<
  CallbackTask,
  'account' | 'number' | 'attach' | 'url' | 'eventType' | 'originalType' | 'summary' | 'resource'
>;

/** The callback of a charge. */
export function paymentNotification(
  account: MerchantAccount,
  trade: NewTrade,
  charge: Charge,
): Notification {
  return {
    account: trade.account,
    number: trade.number,
    attach: trade.order,
    url: trade.notifyUrl,
    eventType: 'TRANSACTION.SUCCESS',
    originalType: 'transaction',
    summary: '支付成功',
    resource: paidTradeBody(account, trade, charge, 'SUCCESS'),
  };
}

const summaries = { success: '退款成功', returned: '退款关闭', abnormal: '退款异常' };

/** The callback of a refund that ended; undefined where nobody asked for one. */
export function refundNotification(
  account: MerchantAccount,
  trade: NewTrade,
  refund: Refund,
): Notification | undefined {
  const { status, notifyUrl: url } = refund;
  if (url === undefined || status === 'processing') return undefined;
  return {
    account: trade.account,
    number: trade.number,
    attach: trade.order,
    url,
    eventType: `REFUND.${refundEndWords[status]}`,
    originalType: 'refund',
    summary: summaries[status],
    resource: refundResource(account, refund),
  };
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

/** The callbacks of the simulated WeChat Pay. */
export function wechatCallbacks(
  context: ChannelCore,
  register: MerchantRegister,
): Callbacks<Notification, CallbackTask> {
  return createCallbacks<Notification, CallbackTask>(context, {
    retryGapsMs,
    besides: [
      { fault: 'callback_forged', signing: 'forged' },
      { fault: 'callback_probe', signing: 'probe' },
    ],
    stamp: (createdAtMs) => ({ id: randomUUID(), createdAtMs }),
    subject: ({ number, attach }) => ({ number, order: attach }),
    request(task) {
      const account = register.byName(task.account);
      if (account === undefined) return undefined;
      const body = bodyOf(account, task);
      const headers = {
        'Content-Type': 'application/json',
        Accept: '*/*',
        'User-Agent': 'Mozilla/4.0',
        ...signatureHeaders(account, body, context.clock.wireMs(), task.signing),
      };
      return { body, headers };
    },
    async isAcknowledged(response) {
      await response.body?.cancel();
      return response.status === 200 || response.status === 204;
    },
  });
}
