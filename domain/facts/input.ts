import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  DisputeState,
  PaymentStanding,
  QueryAnswer,
  RefundAnswer,
  RefundQueryAnswer,
  RefundStanding,
} from '../order/channel-answer.ts';
import type { LateDecision } from '../order/attempt.ts';
import type { PayRequest } from '../order/order.ts';
import type { RefundDecision, RefundOutcome } from '../order/refund.ts';

/** Who decided, and why: rule 18. */
export type Person = Readonly<{ name: string; reason: string }>;

/** A verified callback, handed over from the inbox. `id` is the inbox row's. */
export type CallbackInput = Readonly<{
  type: 'callback';
  id: string;
  /** The payment number at the channel. */
  channelNumber: string;
  /** Signed at most five minutes before it arrived: a success may be believed without a query. */
  fresh: boolean;
  news:
    | Readonly<{ kind: 'payment'; finding: PaymentStanding }>
    | Readonly<{
        kind: 'refund';
        refundNumber: string;
        /** The channel's own number of the refund. */
        reference: string;
        amountMinor: number;
        standing: RefundStanding;
      }>
    | Readonly<{ kind: 'reversal'; reference: string; amountMinor: number }>
    | Readonly<{ kind: 'dispute'; state: DisputeState }>;
}>;

/** A callback that this build can't read: of a newer one, or damaged. */
export type UnreadCallback = Pick<CallbackInput, 'id' | 'channelNumber'>;

/** A request from outside; every one has an id that its facts keep (rule 19). */
export type RequestInput =
  | Readonly<{ type: 'pay'; request: PayRequest }>
  | Readonly<{ type: 'close'; id: string }>
  | Readonly<{
      type: 'refund';
      id: string;
      refundId: string;
      amountMinor: number;
      /**
       * Keyed hash of the reason; the rules never see its text (rule 22). Null: from before it was
       * kept.
       */
      reasonMark: string | null;
    }>
  | Readonly<{
      type: 'late_decision';
      id: string;
      number: string;
      decision: LateDecision;
    }>
  | Readonly<{
      type: 'refund_decision';
      id: string;
      refundNumber: string;
      decision: RefundDecision;
      /** For `resolve`: whether the money went back; null for the other decisions. */
      outcome: RefundOutcome | null;
      by: Person;
    }>
  | Readonly<{
      type: 'attention_decision';
      id: string;
      attention: string;
      by: Person;
      /** How much more went back than we know, in minor units, where an alert asks for that. */
      returnedMinor?: number;
    }>;

const requestTypes: Readonly<Record<RequestInput['type'], true>> = {
  pay: true,
  close: true,
  refund: true,
  late_decision: true,
  refund_decision: true,
  attention_decision: true,
};

/** Whether the input is a request, so that somebody waits for an answer. */
export function isRequest(input: Input): input is RequestInput {
  return Object.hasOwn(requestTypes, input.type);
}

/** The id by which a request is known and answered. */
export function requestId(input: RequestInput): string {
  return input.type === 'pay' ? input.request.id : input.id;
}

/** What came of a task; `askedAtMs` is when the call was started. */
export type TaskAnswer =
  | Readonly<{ type: 'created'; number: string; askedAtMs: number; answer: CreateAnswer }>
  | Readonly<{ type: 'queried'; number: string; askedAtMs: number; answer: QueryAnswer }>
  | Readonly<{ type: 'close_answered'; number: string; askedAtMs: number; answer: CloseAnswer }>
  | Readonly<{ type: 'captured'; number: string; askedAtMs: number; answer: CaptureAnswer }>
  | Readonly<{ type: 'refunded'; refundNumber: string; askedAtMs: number; answer: RefundAnswer }>
  | Readonly<{
      type: 'refund_queried';
      refundNumber: string;
      askedAtMs: number;
      answer: RefundQueryAnswer;
    }>;

/** Everything that can happen to an order. */
export type Input =
  | RequestInput
  | CallbackInput
  | TaskAnswer
  /** An unverified callback, which at most brings a poll forward. */
  | Readonly<{ type: 'hint'; channelNumber: string }>
  /** Somebody cancelled the workflow in the engine's console: recorded and ignored (rule 18). */
  | Readonly<{ type: 'cancellation'; id: string }>
  /** Evidence of the money of this attempt or refund is held: its channel is asked again. */
  | Readonly<{ type: 'retry'; number: string }>
  /** The clock moved, or the order was woken. */
  | Readonly<{ type: 'clock' }>;
