import type { RecordedFact } from '../../domain/facts/fact.ts';
import { type Cast, momentText } from './cast.ts';
import { tellAttemptFact } from './tell-attempt-fact.ts';
import { tellMoneyFact } from './tell-money-fact.ts';
import { tellOrderFact } from './tell-order-fact.ts';
import { tellRefundFact } from './tell-refund-fact.ts';
import type { StoryEntry, Telling } from './telling.ts';

function tell(fact: RecordedFact, cast: Cast): Telling {
  switch (fact.type) {
    case 'order_created':
    case 'order_closing':
    case 'order_closed':
    case 'cancellation_ignored':
    case 'alert_raised':
    case 'alert_resolved':
      return tellOrderFact(fact);
    case 'pay_requested':
    case 'pay_refused':
    case 'attempt_handed_out':
    case 'attempt_planned':
    case 'attempt_withdrawn':
    case 'attempt_offered':
    case 'attempt_refused':
    case 'create_abandoned':
    case 'attempt_taken_over':
    case 'attempt_approved':
    case 'capture_wanted':
    case 'capture_requested':
    case 'capture_refused':
    case 'attempt_answered':
    case 'attempt_ended':
    case 'attempt_parked':
    case 'query_prompted':
      return tellAttemptFact(fact, cast);
    case 'payment_captured':
    case 'second_transaction_found':
    case 'order_paid':
    case 'duplicate_found':
    case 'mismatch_found':
    case 'late_payment_found':
    case 'late_payment_asked':
    case 'late_payment_decided':
    case 'payment_reversed':
    case 'reversal_named':
    case 'payment_returned_unclear':
    case 'payment_contradicted':
    case 'dispute_opened':
    case 'dispute_ended':
    case 'payment_confirmed':
    case 'payment_denied':
      return tellMoneyFact(fact, cast);
    default:
      return tellRefundFact(fact, cast);
  }
}

const callbackId = /^cb_/;

/** What the ledger holds of a fact's origin. */
function evidenceOf(fact: RecordedFact): string | null {
  if ('input' in fact && typeof fact.input === 'string') {
    return `${callbackId.test(fact.input) ? 'callback' : 'request'} ${fact.input}`;
  }
  if (fact.type === 'pay_requested') return `request ${fact.request.id}`;
  if ('askedAtMs' in fact) return `answer to a call of ${momentText(fact.askedAtMs)}`;
  if (fact.type === 'payment_captured') return 'answer to a call of ours';
  return null;
}

/** A fact as its order's story tells it. @param seq counted from 1 */
export function factEntry(fact: RecordedFact, seq: number, cast: Cast): StoryEntry {
  return {
    ...tell(fact, cast),
    atMs: fact.atMs,
    source: 'by' in fact ? 'person' : 'fact',
    evidence: evidenceOf(fact),
    about: 'number' in fact ? fact.number : null,
    seq,
  };
}
