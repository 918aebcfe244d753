import type { PutOffCode } from './channel-answer.ts';

/** Codes by which the rules tell why an attempt or refund failed; any other is its channel's own. */
export type OwnFailureCode =
  | PutOffCode
  /** The channel says that less is left of the payment than was asked for. */
  | 'less_is_left'
  /** The money went back another way before anything was asked. */
  | 'nothing_kept'
  | 'not_refundable'
  | 'create_unanswered'
  | 'not_captured'
  /** A person rejected the refund. */
  | 'rejected';
