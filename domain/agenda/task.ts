/**
 * Something the rules say is due. Derived from the state by `agenda`, never
 * stored. `lane` names what runs one at a time; `dueAtMs` is absolute.
 */
export type Task =
  | Readonly<{ kind: 'create'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'query'; lane: string; number: string; dueAtMs: number; why: string }>
  | Readonly<{ kind: 'close'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'void'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'capture'; lane: string; number: string; dueAtMs: number }>
  | Readonly<{ kind: 'refund'; lane: string; refundNumber: string; dueAtMs: number }>
  | Readonly<{ kind: 'query_refund'; lane: string; refundNumber: string; dueAtMs: number }>
  /** No call: at this moment the clock alone decides. */
  | Readonly<{ kind: 'clock'; lane: 'clock'; dueAtMs: number; why: string }>;

/** A call of a channel. */
export type CallKind = Exclude<Task['kind'], 'clock'>;

/** Calls about a refund; the others are about a payment. */
export type RefundCallKind = Extract<CallKind, 'refund' | 'query_refund'>;
export type PaymentCallKind = Exclude<CallKind, RefundCallKind>;

/** Names one call: what was asked, by our own number of the attempt or refund, and when. */
export type CallName = Readonly<{ call: CallKind; number: string; askedAtMs: number }>;
