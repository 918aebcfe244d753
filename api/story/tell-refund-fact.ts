import type { RecordedFact } from '../../domain/facts/fact.ts';
import { compensationReason } from '../../domain/order/compensation-reason.ts';
import { attemptOf } from '../../domain/order/order.ts';
import type { RefundHold } from '../../domain/order/refund.ts';
import { type Cast, momentText } from './cast.ts';
import { clause } from './clause.ts';
import { arrivalText } from './tell-arrival.ts';
import { merchant, rules, type Telling } from './telling.ts';

export type RefundFact = Extract<RecordedFact, { type: `refund_${string}` }>;
type NewRefund = Extract<RefundFact, { type: 'refund_requested' | 'refund_held' }>;

/** Why a refund waits for a person, as the end of a sentence. */
export const holds: Readonly<Record<RefundHold, string>> = {
  switch_off: 'automatic refunds are switched off',
  over_cap: 'it is above the limit of one refund',
  over_budget: 'the day’s budget of refunds is used up',
  winner_reversed: 'the money of the winner went back, too',
  winner_denied: 'the channel no longer says that the winner is paid',
  payment_denied: 'the channel does not confirm that it took this money',
  disputed: 'the payment is disputed',
  amount_unclear: 'it is not clear how much is left',
  not_refundable: 'the channel can’t refund this payment',
};

/** Who wants a refund, and why. */
function tellNew(fact: NewRefund, cast: Cast): Telling {
  const { number, attempt, kind, amountMinor } = fact;
  const what = `${cast.amount(attempt, amountMinor)} of ${cast.attempt(attempt)} as ${cast.refund(number)}`;
  const waits = fact.type === 'refund_held' ? `; it waits for a person: ${holds[fact.hold]}` : '';
  if (kind === 'merchant') {
    const reason = clause(cast.texts.reason(number));
    const why = reason === '' ? '' : `, because: ${reason}`;
    return { who: merchant, text: `Wanted a refund of ${what}${why}${waits}.` };
  }
  const why = compensationReason(attemptOf(cast.order, attempt)?.role ?? null);
  return { who: rules, text: `Gives back ${what}, because: ${why}${waits}.` };
}

type Decided = Extract<
  RefundFact,
  { type: 'refund_approved' | 'refund_rejected' | 'refund_resolved' }
>;

function tellDecided(fact: Decided, refund: string): Telling {
  const who = fact.by.name;
  const reason = clause(fact.by.reason);
  switch (fact.type) {
    case 'refund_approved':
      return { who, text: `Approved ${refund}: ${reason}.` };
    case 'refund_rejected':
      return { who, text: `Rejected ${refund}, whose money stays to be settled: ${reason}.` };
    case 'refund_resolved': {
      const how = fact.outcome === 'succeeded' ? 'the money went back' : 'no money went back';
      return { who, text: `Recorded how ${refund} ended: ${how} (${reason}).` };
    }
    default:
      return fact satisfies never;
  }
}

type Failed = Extract<RefundFact, { type: 'refund_failed' | 'refund_parked' | 'refund_abnormal' }>;

function tellFailed(fact: Failed, refund: string, cast: Cast): Telling {
  const who = cast.channel(fact.number);
  const because = `${fact.code}: ${clause(cast.texts.failure(fact.number, fact.code))}`;
  switch (fact.type) {
    case 'refund_failed':
      return { who, text: `Did not make ${refund}, finally (${because}).` };
    case 'refund_parked':
      return { who: rules, text: `Left ${refund} to a person (${because}).` };
    case 'refund_abnormal':
      return { who, text: `Needs a person to end ${refund} (${because}).` };
    default:
      return fact satisfies never;
  }
}

/** What happened to a refund, and why it was wanted. */
export function tellRefundFact(fact: RefundFact, cast: Cast): Telling {
  const { number } = fact;
  const [refund, channel] = [cast.refund(number), cast.channel(number)];
  switch (fact.type) {
    case 'refund_requested':
    case 'refund_held':
      return tellNew(fact, cast);
    case 'refund_approved':
    case 'refund_rejected':
    case 'refund_resolved':
      return tellDecided(fact, refund);
    case 'refund_failed':
    case 'refund_parked':
    case 'refund_abnormal':
      return tellFailed(fact, refund, cast);
    case 'refund_stopped':
      return { who: rules, text: `Stopped ${refund} for a person: ${holds[fact.hold]}.` };
    case 'refund_released': {
      const amount = cast.amount(number, fact.amountMinor);
      return { who: rules, text: `Lets ${refund} of ${amount} go out.` };
    }
    case 'refund_accepted':
      return { who: channel, text: `Took ${refund}; the money has not arrived yet.` };
    case 'refund_postponed': {
      const why = fact.failure === undefined ? '' : ` (${fact.failure.code})`;
      const again = `asked again at ${momentText(fact.notBeforeMs)}, under the same number`;
      return { who: channel, text: `Does not take ${refund} now${why}; it is ${again}.` };
    }
    case 'refund_forgotten':
      return {
        who: channel,
        text: `No longer knows ${refund}, which it had taken; it is sent again under the same number.`,
      };
    case 'refund_succeeded':
      return { who: channel, text: `Said that ${refund} succeeded: the money went back.` };
    case 'refund_overdue':
      return { who: rules, text: `Shows ${refund} to a person: it is undecided for too long.` };
    case 'refund_answered':
      return { who: channel, text: `Answered about ${refund}.${arrivalText(fact)}` };
    case 'refund_prompted':
      return { who: rules, text: `Heard news of ${refund}, and asks ${channel} about it.` };
    default:
      return fact satisfies never;
  }
}
