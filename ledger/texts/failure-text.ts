import type { OwnFailureCode } from '../../domain/order/failure-code.ts';

// A channel's own codes are told by its words, where those are kept.
const sentences: Readonly<Record<OwnFailureCode, string>> = {
  short_balance:
    'The merchant account holds too little at its channel. Fund it: the same refund is asked again by itself.',
  busy: 'The channel takes no more calls for now; the same refund is asked again by itself.',
  account_trouble:
    "The channel does not accept our account's calls: its keys, permissions or settings. The same refund is asked again by itself.",
  payment_unknown:
    'The channel does not know the payment yet; the same refund is asked again by itself.',
  not_reached: 'The channel can not be reached; the same refund is asked again by itself.',
  less_is_left:
    'The channel says that less is left of the payment than was asked for: some of it went back another way. Nothing was refunded.',
  nothing_kept: 'The money had already gone back another way; nothing was asked of the channel.',
  not_refundable: 'The channel does not refund this payment, or no longer.',
  create_unanswered:
    'The channel did not answer in time. A payment that shows up after all is counted.',
  not_captured: 'The channel never made the capture.',
  rejected: 'A person rejected the refund; nothing was asked of the channel.',
};

function isOwn(code: string): code is OwnFailureCode {
  return Object.hasOwn(sentences, code);
}

/** What a failure means, for people, when no words of the channel are kept. */
export function failureText(code: string): string {
  return isOwn(code) ? sentences[code] : `The channel refused: ${code}.`;
}
