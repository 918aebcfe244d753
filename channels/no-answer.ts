import type { PutOffCode } from '../domain/order/channel-answer.ts';
import type { NoAnswer } from './worded-answers.ts';
import { storableCode, storableMessage, withoutPersonal } from './outside-text.ts';

/** The calls that a channel answers. */
export type ChannelOperation = 'create' | 'query' | 'close' | 'refund' | 'refund_query';

/** A verified refusal, which says for certain what became of the call. */
export type Denial = Readonly<{
  kind: 'denied';
  meaning: 'definite' | 'less_left' | 'later' | 'not_known';
  code: string;
  message: string;
}>;

/**
 * What an error code says of the call:
 * `definite`: not executed, and never will be as asked · `unknown`: a query must tell whether it
 * was executed · `less_left`: a definite refusal of a refund, which says that less is left
 * of the payment than was asked for · `retry`: surely not executed, the same call may succeed
 * later · `later`: the same, once the merchant account has enough money · `not_known`: there is
 * nothing under that number.
 */
export type ErrorMeaning = Denial['meaning'] | 'retry' | 'unknown';

/**
 * The answer that a verified error stands for, by the channel's table.
 *
 * @param personal the shopper's data in the call, which the channel's words may quote
 */
export function errorReply(
  operation: ChannelOperation,
  meaning: ErrorMeaning,
  error: Readonly<{ code: string; message: string }>,
  personal: readonly string[] = [],
): Denial | NoAnswer {
  const code = storableCode(withoutPersonal(error.code, personal));
  const message = storableMessage(withoutPersonal(error.message, personal));
  switch (meaning) {
    case 'retry':
      return { ...notExecuted(code, message), why: whyNotTaken(code, message) };
    case 'unknown':
      return undecided(operation, code, message);
    case 'definite':
    case 'less_left':
    case 'later':
    case 'not_known':
      return { kind: 'denied', meaning, code, message };
    default:
      return meaning satisfies never;
  }
}

// Codes of all channels that mean `retry`: limits, payments not known yet, and our own account.
function whyNotTaken(code: string, message: string): PutOffCode {
  if (/limit|TOO_MUCH|NOT_READY|NEED_RETRY/i.test(code)) return 'busy';
  // A throttled refund has no code of its own.
  if (/原参(数)?重试|频率/.test(message)) return 'busy';
  return /NOT_?EXIST/.test(code) ? 'payment_unknown' : 'account_trouble';
}

/** For a call that surely did nothing: it never left, or a verified answer says so. */
export function notExecuted(code: string, message: string): Extract<NoAnswer, { kind: 'retry' }> {
  const outcome = 'The call was not executed; the same one may be sent again.';
  return {
    kind: 'retry',
    code: storableCode(code),
    message: `${storableMessage(message)} ${outcome}`,
    why: 'not_reached',
  };
}

const open: Readonly<Record<ChannelOperation, string>> = Object.freeze({
  create: 'Whether the payment was created is unknown; a query tells.',
  query: 'The payment stands as it was known before; the next query tells.',
  close: 'Whether the payment was closed is unknown; a query tells.',
  refund: 'Whether the refund was taken is unknown; a refund query tells, same number.',
  refund_query: 'The refund stands as it was known before; the next query tells.',
});

/** For an answer, or a silence, that leaves open whether the call was executed. */
export function undecided(operation: ChannelOperation, code: string, message: string): NoAnswer {
  return {
    kind: 'unknown',
    code: storableCode(code),
    message: `${storableMessage(message)} ${open[operation]}`,
  };
}

/** For a genuine answer about something else than was asked. */
export function mismatch(operation: ChannelOperation, field: string): NoAnswer {
  const message = `The answer is about something else: its ${field} is not the one asked for.`;
  return undecided(operation, 'ANSWER_MISMATCH', message);
}

/** For an answer that lacks what it should hold. */
export function unreadable(operation: ChannelOperation): NoAnswer {
  return undecided(operation, 'ANSWER_UNREADABLE', 'The answer could not be read.');
}
