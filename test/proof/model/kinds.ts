import type { ChannelTraits } from '../../../domain/order/traits.ts';
import { traitsWith } from '../../../domain/testing/channel-kinds.ts';

/** The seven kinds of channel that the rules can tell apart. */
export type KindName =
  | 'closable'
  | 'unknown-until-scan'
  | 'uncloseable'
  | 'voidable'
  | 'unvoidable'
  | 'unrefundable'
  | 'payable-after-close';

/** A kind of channel: its traits, which we are told, and how it behaves without telling us. */
export type Kind = Readonly<{
  traits: ChannelTraits;
  /** Whether the shopper can pay although the channel said `closed`. */
  paysAfterClose: boolean;
  /** Whether a refund is first `processing` and settles later. */
  refundsSlowly: boolean;
}>;

const plain = traitsWith({
  shortestValidityMs: 1,
  longestValidityMs: 100_000,
  settlementMarginMs: 400,
  largestMinor: 1_000_000,
});

function kind(traits: Partial<ChannelTraits>, own: Partial<Kind> = {}): Kind {
  return {
    traits: { ...plain, ...traits },
    paysAfterClose: false,
    refundsSlowly: false,
    ...own,
  };
}

/** Like WeChat Pay, Alipay, a bank's page, Stripe cards, PayPal, Boleto, and the worst case. */
export const kinds: Readonly<Record<KindName, Kind>> = {
  closable: kind({}, { refundsSlowly: true }),
  'unknown-until-scan': kind({ knownBeforeScan: false }),
  uncloseable: kind({ closable: false, closedIsTrusted: false }),
  voidable: kind({ twoPhase: true, voidable: true, idempotencyLifeMs: 3000 }),
  unvoidable: kind({
    closable: false,
    closedIsTrusted: false,
    twoPhase: true,
    lookup: 'channel_reference',
    idempotencyLifeMs: 3000,
  }),
  unrefundable: kind({
    closedIsTrusted: false,
    refundable: 'not',
    shortestValidityMs: 3000,
    settlementMarginMs: 1000,
  }),
  'payable-after-close': kind({ closedIsTrusted: false }, { paysAfterClose: true }),
};

export const kindNames = Object.keys(kinds) as readonly KindName[];
