import type * as wordless from '../domain/order/channel-answer.ts';

/**
 * A channel's answer as its folder gives it: a failure has the channel's words, which the rules
 * must not get. The words are free text and may name people: whoever passes an answer on must
 * separate them first.
 *
 * @see docs/rules.md rule 22
 */
type InWords<T> = T extends { readonly code: string } ? T & Readonly<{ message: string }> : T;

export type PaymentStanding = InWords<wordless.PaymentStanding>;
export type NoAnswer = InWords<wordless.NoAnswer>;
export type Refusal = InWords<wordless.Refusal>;
export type CreateAnswer = InWords<wordless.CreateAnswer>;
export type QueryAnswer = InWords<wordless.QueryAnswer>;
export type CloseAnswer = InWords<wordless.CloseAnswer>;
export type CaptureAnswer = InWords<wordless.CaptureAnswer>;
export type RefundStanding = InWords<wordless.RefundStanding>;
export type RefundAnswer = InWords<wordless.RefundAnswer>;
export type RefundQueryAnswer = InWords<wordless.RefundQueryAnswer>;
