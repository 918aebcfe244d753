import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { PaymentStanding } from '../../domain/order/channel-answer.ts';
import { type Cast, channelName, momentText } from './cast.ts';
import { clause } from './clause.ts';
import { rules, shopper, type Telling } from './telling.ts';

export type AttemptFact = Extract<
  RecordedFact,
  {
    type:
      | 'pay_requested'
      | 'pay_refused'
      | 'attempt_handed_out'
      | 'attempt_planned'
      | 'attempt_withdrawn'
      | 'attempt_offered'
      | 'attempt_refused'
      | 'create_abandoned'
      | 'attempt_taken_over'
      | 'attempt_approved'
      | 'capture_wanted'
      | 'capture_requested'
      | 'capture_refused'
      | 'attempt_answered'
      | 'attempt_ended'
      | 'attempt_parked'
      | 'query_prompted';
  }
>;

type Withdrawn = Extract<AttemptFact, { type: 'attempt_withdrawn' }>['reason'];

const withdrawn: Readonly<Record<Withdrawn, string>> = {
  superseded: 'another attempt takes its place',
  closing: 'the order is closing',
  paid: 'the order is paid by another',
  expired: 'it expired',
  capturing: 'another attempt is about to be captured',
};

/** How a payment stands, as the end of a sentence. */
export const findings: Readonly<Record<PaymentStanding['kind'], string>> = {
  success: 'is paid',
  approved: 'is approved, and not captured',
  unpaid: 'is not paid',
  processing: 'is being paid, and not decided',
  closed: 'is closed',
  not_known: 'is not known there',
  declined: 'was declined, and may be tried again',
};

/** What happened to a click and to an attempt before any money moved. */
export function tellAttemptFact(fact: AttemptFact, cast: Cast): Telling {
  if (fact.type === 'pay_requested') {
    const { channel, method } = fact.request;
    return { who: shopper, text: `Chose to pay by ${channelName(channel)} (${method}).` };
  }
  if (fact.type === 'pay_refused') {
    return { who: rules, text: `Refused to begin a payment: ${fact.code}.` };
  }
  const { number } = fact;
  const [attempt, channel] = [cast.attempt(number), cast.channel(number)];
  const because =
    'code' in fact ? `${fact.code}: ${clause(cast.texts.failure(number, fact.code))}` : '';
  switch (fact.type) {
    case 'attempt_handed_out':
      return { who: shopper, text: `Asked again, and got the ${attempt} that was still valid.` };
    case 'attempt_planned':
      return {
        who: rules,
        text: `Planned ${attempt}: ${cast.amount(number, fact.amount.amountMinor)} by ${channelName(fact.channel)} (${fact.method}), payable until ${momentText(fact.expiresAtMs)}.`,
      };
    case 'attempt_withdrawn':
      return {
        who: rules,
        text: `No longer offers ${attempt}, because ${withdrawn[fact.reason]}; ${channel} is asked to close it, and what became of it.`,
      };
    case 'attempt_offered':
      return { who: channel, text: `Took ${attempt}, which the shopper can now pay.` };
    case 'attempt_refused':
      return { who: channel, text: `Refused ${attempt} (${because}).` };
    case 'create_abandoned':
      return {
        who: rules,
        text: `Does not ask ${channel} again to open ${attempt} (${because}); an earlier request may still have been taken, so it stays watched.`,
      };
    case 'attempt_taken_over':
      return { who: rules, text: `Another run makes the calls of ${attempt} from now on.` };
    case 'attempt_approved':
      return {
        who: channel,
        text: `Said that the shopper approved ${attempt}; no money has moved.`,
      };
    case 'capture_wanted':
      return {
        who: rules,
        text: `Wants to capture ${attempt}, once no other attempt can be paid.`,
      };
    case 'capture_requested':
      return { who: rules, text: `Asked ${channel} to capture ${attempt}.` };
    case 'capture_refused':
      return { who: channel, text: `Refused to capture ${attempt} (${because}).` };
    case 'attempt_answered':
      return { who: channel, text: `Said that ${attempt} ${findings[fact.finding]}.` };
    case 'attempt_ended':
      return {
        who: rules,
        text:
          fact.how === 'closed'
            ? `Counts ${attempt} as ended: ${channel} says that it is closed.`
            : `Counts ${attempt} as ended: after its last moment ${channel} says that it was not paid.`,
      };
    case 'attempt_parked':
      return {
        who: rules,
        text: `Left ${attempt} to a person: ${channel} did not say what became of it.`,
      };
    case 'query_prompted':
      return { who: rules, text: `Heard news of ${attempt}, and asks ${channel} about it.` };
    default:
      return fact satisfies never;
  }
}
