import { callbackBeforeOrder } from './stories/callback-before-order.ts';
import { callbackOfDeletedSession } from './stories/callback-of-deleted-session.ts';
import { closedAfterFullRefund } from './stories/closed-after-full-refund.ts';
import { concurrentRefunds } from './stories/concurrent-refunds.ts';
import { deadEndAfterExpiry } from './stories/dead-end-after-expiry.ts';
import { engineForgets } from './stories/engine-forgets.ts';
import { finishWhileUncertain } from './stories/finish-while-uncertain.ts';
import { keyFromChangingFields } from './stories/key-from-changing-fields.ts';
import { lateExpired } from './stories/late-expired.ts';
import { linkOfAnotherAddress } from './stories/link-of-another-address.ts';
import { lockGivesUp } from './stories/lock-gives-up.ts';
import { longIds } from './stories/long-ids.ts';
import { noKeyPerAttempt } from './stories/no-key-per-attempt.ts';
import { notKnownReadAsClosed } from './stories/not-known-read-as-closed.ts';
import { overlappingPolls } from './stories/overlapping-polls.ts';
import { paidButClosed } from './stories/paid-but-closed.ts';
import { pendingFailedByTimer } from './stories/pending-failed-by-timer.ts';
import { refundFailedByTimer } from './stories/refund-failed-by-timer.ts';
import { refundHitsWinner } from './stories/refund-hits-winner.ts';
import { restoredPage } from './stories/restored-page.ts';
import { secondPaymentDropped } from './stories/second-payment-dropped.ts';
import { secondSuccessRolledBack } from './stories/second-success-rolled-back.ts';
import { simultaneousCallbacks } from './stories/simultaneous-callbacks.ts';
import { timerRestarts } from './stories/timer-restarts.ts';
import { twoTabsPaid } from './stories/two-tabs-paid.ts';
import { unknownLaterSucceeds } from './stories/unknown-later-succeeds.ts';
import type { Story } from './story.ts';

/** Every pitfall, in the order of docs/pitfalls.md. */
export const allStories: readonly Story[] = [
  secondSuccessRolledBack,
  secondPaymentDropped,
  twoTabsPaid,
  simultaneousCallbacks,
  concurrentRefunds,
  refundHitsWinner,
  callbackOfDeletedSession,
  callbackBeforeOrder,
  pendingFailedByTimer,
  unknownLaterSucceeds,
  lockGivesUp,
  lateExpired,
  closedAfterFullRefund,
  notKnownReadAsClosed,
  keyFromChangingFields,
  noKeyPerAttempt,
  refundFailedByTimer,
  longIds,
  engineForgets,
  paidButClosed,
  restoredPage,
  finishWhileUncertain,
  timerRestarts,
  deadEndAfterExpiry,
  overlappingPolls,
  linkOfAnotherAddress,
];
