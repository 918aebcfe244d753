/** What a fault can be put on: the calls a channel receives, and the callbacks it sends. */
export const operations = [
  'create',
  'query',
  'close',
  'capture',
  'refund',
  'refund_query',
  'callback',
] as const;

export type Operation = (typeof operations)[number];

/** Every way a channel of the sandbox can misbehave; README.md says what each one does. */
export const faultKinds = [
  'delay',
  'lost_request',
  'lost_response',
  'error_before',
  'error_after',
  'rate_limited',
  'bad_signature',
  'wrong_amount',
  'not_found_once',
  'pay_wins_close',
  'payable_after_close',
  'callback_lost',
  'callback_twice',
  'callback_late',
  'callback_forged',
  'callback_probe',
  'refund_slow',
  'refund_fails',
  'refund_abnormal',
  'refund_fails_after_success',
  'short_balance',
  'create_lands_late',
  'second_transaction',
  'slow_settlement',
  'refuse',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** For each operation of a channel, the kinds that mean something there. */
export type FaultTable = Readonly<Partial<Record<Operation, readonly FaultKind[]>>>;

/** Kinds that any HTTP call can suffer. */
export const transportFaults = [
  'delay',
  'lost_request',
  'lost_response',
  'error_before',
  'error_after',
  'rate_limited',
] as const satisfies readonly FaultKind[];

const onPayment = [
  'wrong_amount',
  'second_transaction',
  'slow_settlement',
] as const satisfies readonly FaultKind[];

/**
 * Where the engine's faults mean something, with what a channel has besides.
 *
 * @param own `call`: on every call; `refund`: how its refunds can end; `callback`: on callbacks
 */
export function faultTable(
  own: Readonly<Record<'call' | 'refund' | 'callback', readonly FaultKind[]>>,
): FaultTable {
  const call: readonly FaultKind[] = [...transportFaults, 'refuse', 'bad_signature', ...own.call];
  return {
    create: [...call, ...onPayment, 'create_lands_late', 'callback_forged'],
    query: [...call, 'not_found_once'],
    close: [...call, 'pay_wins_close', 'payable_after_close'],
    refund: [...call, ...own.refund],
    refund_query: [...call, 'not_found_once'],
    callback: [
      ...onPayment,
      'bad_signature',
      'callback_lost',
      'callback_twice',
      'callback_late',
      'callback_forged',
      ...own.callback,
    ],
  };
}
