import type { CallbackInput, RequestInput } from '../domain/input.ts';

const requestTypes: Record<RequestInput['type'], true> = {
  pay: true,
  close: true,
  refund: true,
  late_decision: true,
  refund_decision: true,
  attention_decision: true,
};
const newsKinds: Record<CallbackInput['news']['kind'], true> = {
  payment: true,
  refund: true,
  reversal: true,
  dispute: true,
};

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isKeyOf<T extends object>(value: unknown, names: T): value is keyof T {
  return typeof value === 'string' && Object.hasOwn(names, value);
}

/**
 * A message of a newer build, or one typed into the engine's console, must not
 * jam the run: what throws in a handler fails the workflow task for ever.
 */
export function isRequest(value: unknown): value is RequestInput {
  if (!isFields(value) || !isKeyOf(value['type'], requestTypes)) return false;
  const named = value['type'] === 'pay' ? value['request'] : value;
  return isFields(named) && typeof named['id'] === 'string';
}

/** As `isRequest`, for a callback: one that is dropped stays in the inbox and comes again. */
export function isCallback(value: unknown): value is CallbackInput {
  if (!isFields(value) || value['type'] !== 'callback') return false;
  const { id, channelNumber, news } = value;
  if (typeof id !== 'string' || typeof channelNumber !== 'string') return false;
  return isFields(news) && isKeyOf(news['kind'], newsKinds);
}

/** As `isRequest`, for a hint. */
export function isHint(value: unknown): value is Readonly<{ channelNumber: string }> {
  return isFields(value) && typeof value['channelNumber'] === 'string';
}
