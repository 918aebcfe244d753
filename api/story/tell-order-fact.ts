import type { RecordedFact } from '../../domain/facts/fact.ts';
import { amountText } from './amount-text.ts';
import { momentText } from './cast.ts';
import { clause } from './clause.ts';
import { merchant, rules, type Telling } from './telling.ts';

export type OrderFact = Extract<
  RecordedFact,
  {
    type:
      | 'order_created'
      | 'order_closing'
      | 'order_closed'
      | 'cancellation_ignored'
      | 'alert_raised'
      | 'alert_resolved';
  }
>;

/** What happened to the order itself. */
export function tellOrderFact(fact: OrderFact): Telling {
  switch (fact.type) {
    case 'order_created': {
      const { amountMinor, currency } = fact.amount;
      const asked = `${amountText(amountMinor, currency)}, to be paid until ${momentText(fact.deadlineMs)}`;
      return { who: merchant, text: `Made the order: ${asked}.` };
    }
    case 'order_closing':
      return fact.reason === 'merchant'
        ? {
            who: merchant,
            text: 'Closed the order: no new payment begins, and payments under way are still asked about.',
          }
        : {
            who: rules,
            text: 'The deadline passed: no new payment begins, and payments under way are still asked about.',
          };
    case 'order_closed':
      return {
        who: rules,
        text: 'Closed the order unpaid; whatever can still be paid stays watched.',
      };
    case 'cancellation_ignored':
      return {
        who: 'somebody at the engine’s console',
        text: 'Cancelled the order’s workflow, which was ignored.',
      };
    case 'alert_raised':
      return {
        who: rules,
        text: `Asked for a person’s attention (${fact.kind}): ${clause(fact.detail)}.`,
      };
    case 'alert_resolved': {
      const { by, returnedMinor } = fact;
      const returned =
        returnedMinor === undefined ? '' : ` By that word ${returnedMinor} minor units went back.`;
      return { who: by.name, text: `Resolved the alert: ${clause(by.reason)}.${returned}` };
    }
    default:
      return fact satisfies never;
  }
}
