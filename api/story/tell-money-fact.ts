import type { RecordedFact } from '../../domain/facts/fact.ts';
import { amountText } from './amount-text.ts';
import { type Cast, momentText } from './cast.ts';
import { clause } from './clause.ts';
import { merchant, rules, type Telling } from './telling.ts';

export type MoneyFact = Extract<
  RecordedFact,
  {
    type:
      | 'payment_captured'
      | 'second_transaction_found'
      | 'order_paid'
      | 'duplicate_found'
      | 'mismatch_found'
      | 'late_payment_found'
      | 'late_payment_asked'
      | 'late_payment_decided'
      | 'payment_reversed'
      | 'reversal_named'
      | 'payment_returned_unclear'
      | 'payment_contradicted'
      | 'dispute_opened'
      | 'dispute_ended'
      | 'payment_confirmed'
      | 'payment_denied';
  }
>;

type Found = 'order_paid' | 'duplicate_found' | 'mismatch_found' | 'late_payment_found';

/** What a payment turned out to be for its order. */
function tellRole(fact: Extract<MoneyFact, { type: Found }>, attempt: string): string {
  switch (fact.type) {
    case 'order_paid':
      return `Counts the order as paid: ${attempt} is its one payment.`;
    case 'duplicate_found':
      return `Counts the payment of ${attempt} as a duplicate, for the order was already paid; it is to be refunded.`;
    case 'mismatch_found':
      return `Does not count the payment of ${attempt}, which does not match the order (${clause(fact.why)}); it is to be refunded.`;
    case 'late_payment_found':
      return `Counts the payment of ${attempt} as late, for the order was closed when we learned of it.`;
    default:
      return fact satisfies never;
  }
}

function tellLateDecision(
  { decision, input }: Extract<MoneyFact, { type: 'late_payment_decided' }>,
  attempt: string,
): Telling {
  if (decision === 'accept') {
    return { who: merchant, text: `Accepted the late payment of ${attempt}.` };
  }
  return input === null
    ? { who: rules, text: `Refunds the late payment of ${attempt}: nobody answered in time.` }
    : { who: merchant, text: `Wanted the late payment of ${attempt} refunded.` };
}

/** What happened to money that a channel took. */
export function tellMoneyFact(fact: MoneyFact, cast: Cast): Telling {
  const { number } = fact;
  const [attempt, channel] = [cast.attempt(number), cast.channel(number)];
  switch (fact.type) {
    case 'order_paid':
    case 'duplicate_found':
    case 'mismatch_found':
    case 'late_payment_found':
      return { who: rules, text: tellRole(fact, attempt) };
    case 'payment_captured': {
      const amount = amountText(fact.amountMinor, fact.currency);
      const when = fact.paidAtMs === null ? '' : ` at ${momentText(fact.paidAtMs)}`;
      const text = `Said that ${attempt} was paid${when}: ${amount}, transaction ${fact.transaction}.`;
      return { who: channel, text };
    }
    case 'second_transaction_found':
      return {
        who: channel,
        text: `Took a second payment under the number of ${cast.attempt(fact.parent)}, transaction ${fact.transaction}; it counts as an attempt of its own.`,
      };
    case 'late_payment_asked':
      return {
        who: rules,
        text: `Asked the merchant whether to take the late payment of ${attempt}; without an answer by ${momentText(fact.answerByMs)} it is refunded.`,
      };
    case 'late_payment_decided':
      return tellLateDecision(fact, attempt);
    case 'payment_reversed': {
      const amount = cast.amount(number, fact.amountMinor);
      return fact.input === undefined
        ? { who: channel, text: `Said that ${amount} of ${attempt} went back without our asking.` }
        : { who: 'a person', text: `Recorded that ${amount} of ${attempt} had gone back.` };
    }
    case 'reversal_named': {
      const amount = cast.amount(number, fact.explainedMinor);
      const text = `Named the return of ${amount} of ${attempt} that we had counted already: ${fact.reference}.`;
      return { who: channel, text };
    }
    case 'payment_returned_unclear':
      return {
        who: channel,
        text: `Said that money of ${attempt} went back, and not how much; a person is asked.`,
      };
    case 'payment_contradicted': {
      const amount = amountText(fact.amountMinor, fact.currency);
      const text = `Said ${amount} of ${attempt}, and before that another amount of the same payment.`;
      return { who: channel, text };
    }
    case 'dispute_opened':
      return { who: channel, text: `Said that the payment of ${attempt} is disputed.` };
    case 'dispute_ended': {
      const end = fact.won ? 'won: the money stays' : 'lost';
      return { who: channel, text: `Said that the dispute of ${attempt} is ${end}.` };
    }
    case 'payment_confirmed':
      return { who: channel, text: `Confirmed that it took the money of ${attempt}.` };
    case 'payment_denied':
      return {
        who: channel,
        text: `No longer says that ${attempt} is paid; nothing of it is refunded before that is clear.`,
      };
    default:
      return fact satisfies never;
  }
}
