import { transportFaults } from '../../../sandbox/engine/fault-kinds.ts';

/** The channels by which orders are paid here. */
export const channels = ['wechat', 'alipay'] as const;

export type ChannelName = (typeof channels)[number];

/** A way in which the sandbox makes a channel misbehave; see sandbox/README.md. */
export type ChannelFault = Readonly<{
  channel: ChannelName;
  operation: string;
  kind: string;
  /** For kinds that take one; real milliseconds. */
  delayMs?: number;
  times?: number;
}>;

const transport = [...transportFaults, 'bad_signature'];
const onPayment = ['wrong_amount', 'second_transaction', 'slow_settlement'];

const shared: Readonly<Record<string, readonly string[]>> = {
  create: [...transport, ...onPayment, 'create_lands_late', 'callback_forged'],
  query: [...transport, 'not_found_once'],
  close: [...transport, 'pay_wins_close', 'payable_after_close'],
  refund: [...transport, 'refund_slow', 'refund_fails', 'short_balance'],
  refund_query: [...transport, 'not_found_once'],
  callback: [
    'bad_signature',
    'callback_lost',
    'callback_twice',
    'callback_late',
    'callback_forged',
    ...onPayment,
  ],
};

/**
 * Faults of WeChat Pay alone. Alipay's `refund_fails_after_success` is left out: it sends no
 * callback, so only the daily statement (rule 15) could tell of it. After `refund_abnormal` a
 * refund waits for a person for ever, so it is armed for merchants' refunds only, and every
 * duplicate must have gone back at the end.
 */
const wechatAlone: readonly (readonly [string, string])[] = [
  ['refund', 'refund_fails_after_success'],
  ['refund', 'refund_abnormal'],
  ['create', 'callback_probe'],
  ['query', 'callback_probe'],
  ['close', 'callback_probe'],
  ['refund', 'callback_probe'],
  ['refund_query', 'callback_probe'],
  ['callback', 'callback_probe'],
];

const delays: Readonly<Record<string, number>> = {
  delay: 1_500,
  slow_settlement: 2_500,
  callback_late: 4_000,
  refund_slow: 3_000,
  create_lands_late: 1_500,
};

function faultOf(channel: ChannelName, operation: string, kind: string): ChannelFault {
  const delayMs = delays[kind];
  return { channel, operation, kind, ...(delayMs === undefined ? {} : { delayMs }) };
}

/** Every fault (channel, operation, kind) that a run must hit. */
export const channelFaults: readonly ChannelFault[] = channels.flatMap((channel) => [
  ...Object.entries(shared).flatMap(([operation, kinds]) =>
    kinds.map((kind) => faultOf(channel, operation, kind)),
  ),
  ...(channel === 'wechat' ? wechatAlone.map(([on, kind]) => faultOf('wechat', on, kind)) : []),
]);

/**
 * Faults that only a callback tells of: if that callback were lost too, nobody could know of them.
 */
export const toldByCallbackAlone: ReadonlySet<string> = new Set([
  'payable_after_close',
  'refund_fails_after_success',
  'second_transaction',
]);
