/** Money as pages show it: whole minor units, and how many of them are digits behind the point. */
export type ShownMoney = Readonly<{ currency: string; value: number; exponent: number }>;

/** What the shopper acts on. */
export type ShownAction =
  | Readonly<{ type: 'qr'; content: string }>
  | Readonly<{ type: 'redirect'; url: string }>
  | Readonly<{ type: 'sdk' }>
  | Readonly<{ type: 'voucher'; number: string; url: string }>;

/** A way to pay. */
export type Way = Readonly<{
  channel: string;
  /** What people call the channel, in English. */
  title: string;
  method: string;
  /** Where the merchant has several accounts of the channel; null: the one that is meant anyway. */
  account: string | null;
}>;

/** A way that the shopper may choose, and what must be asked for it. */
export type Choice = Way & Readonly<{ asks: readonly AskedField[] }>;

/** Fields of the shopper that a person can type. */
export type AskedField = 'name' | 'email' | 'tax_id' | 'address';

/** The newest payment of the order that another one did not take the place of. */
export type ShownPayment = Way &
  Readonly<{
    status: 'opening' | 'offered' | 'approved' | 'succeeded' | 'failed' | 'closed';
    /** Null when it should not be paid any more. */
    action: ShownAction | null;
    startedAtMs: number;
    expiresAtMs: number;
    /** Its link was made for another network address than this shopper's, so it is not shown. */
    isBoundElsewhere: boolean;
  }>;

/** Money that goes back, or went back. */
export type ShownReturn = Readonly<{
  /** What people call the channel, in English. */
  title: string;
  channel: string;
  money: ShownMoney;
  /** `person`: somebody at the shop has to look at it first. */
  standing: 'under_way' | 'person' | 'done';
  to: 'balance' | 'bank' | 'credit' | 'several' | 'merchant' | 'other' | null;
  /** When it arrives or has arrived, by the channel's word. */
  atMs: number | null;
  /** When the channel said that it went back; null: it has not yet. */
  wentAtMs: number | null;
  /** It is of a payment besides the one that paid the order. */
  isSecond: boolean;
}>;

/**
 * What a shopper may know of an order: nothing of the merchant's metadata, no payer, no reference of
 * a channel. Times are ms since 1970.
 */
export type CashierView = Readonly<{
  orderId: string;
  merchant: string;
  description: string;
  amount: ShownMoney;
  status: 'open' | 'closing' | 'paid' | 'closed';
  /** Evidence of money is held for a person: nothing may be paid until it is taken. */
  held: boolean;
  /** It was paid, and all of that payment has gone back since. */
  isGivenBack: boolean;
  version: number;
  expiresAtMs: number;
  returnUrl: string | null;
  payment: ShownPayment | null;
  /** Payments that may still be made, whatever took their place. */
  payable: readonly Way[];
  /** The shop was asked whether it keeps a payment that came late, and answers until then. */
  lateAnswerByMs: number | null;
  returns: readonly ShownReturn[];
  choices: readonly Choice[];
  /** The page is shown inside of another app, which may allow no way to pay. */
  isInsideApp: boolean;
}>;
