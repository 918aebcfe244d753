import type { KindName } from './kinds.ts';
import { narrow } from './narrow.ts';
import type { Setting } from './world.ts';

type Triple = Readonly<{
  buttons: readonly KindName[];
  /** Clicks in this order, by the place of the button. */
  clicks: readonly [number, number, number];
}>;

/**
 * Three attempts of one order; the names say why they were picked. The shopper clicks in the
 * order named, at any moment; everything else happens in any order.
 */
export const triples = {
  'WeChat, then Alipay, then WeChat again': {
    buttons: ['closable', 'unknown-until-scan'],
    clicks: [0, 1, 0],
  },
  'Alipay, then WeChat, then a channel that takes money after its close': {
    buttons: ['unknown-until-scan', 'closable', 'payable-after-close'],
    clicks: [0, 1, 2],
  },
  'three banks, none of which can close': {
    buttons: ['uncloseable', 'uncloseable', 'uncloseable'],
    clicks: [0, 1, 2],
  },
  'Stripe, then PayPal, then WeChat': {
    buttons: ['voidable', 'unvoidable', 'closable'],
    clicks: [0, 1, 2],
  },
  'a bank, then Stripe, then PayPal': {
    buttons: ['uncloseable', 'voidable', 'unvoidable'],
    clicks: [0, 1, 2],
  },
  'PayPal, then Stripe, then PayPal again': {
    buttons: ['unvoidable', 'voidable'],
    clicks: [0, 1, 0],
  },
  'a voucher, then WeChat, then a bank': {
    buttons: ['unrefundable', 'closable', 'uncloseable'],
    clicks: [0, 1, 2],
  },
  'a voucher, then a voucher again, then Stripe': {
    buttons: ['unrefundable', 'unrefundable', 'voidable'],
    clicks: [0, 1, 2],
  },
  'Alipay, then a bank, then Stripe': {
    buttons: ['unknown-until-scan', 'uncloseable', 'voidable'],
    clicks: [0, 1, 2],
  },
} as const satisfies Readonly<Record<string, Triple>>;

/** The named triples, where nothing goes wrong but the shopper's timing. */
export function namedTriples(): Setting[] {
  return Object.entries(triples).map(([name, { buttons, clicks }]) => ({
    ...narrow,
    name: `triple: ${name}`,
    buttons,
    clicks,
    inOrder: true,
  }));
}
