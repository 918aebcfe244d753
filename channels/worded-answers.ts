import type * as wordless from '../domain/order/channel-answer.ts';

/**
 * A channel's answer as its folder gives it: a failure with the channel's words, which the rules
 * never hear. They are free text, of people: whoever takes an answer further sets them apart.
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
