import type { AskedField, ShownReturn } from '../cashier-view.ts';
import type { PageState } from '../page-state.ts';

/** What went wrong with a click, in the shopper's terms. */
export type Trouble = 'try_again' | 'refused' | 'too_many' | 'not_offered' | 'field_missing';

/** Everything that the page says, in one language. Names of channels come in that language, too. */
export type Texts = Readonly<{
  /** As in `lang`, and for numbers and dates. */
  language: string;
  /** What the language calls itself. */
  ownName: string;
  languages: string;
  /** Channels by name; one that is missing is called by its English title. */
  channels: Readonly<Record<string, string>>;
  /** Methods by name, where one channel has several. */
  methods: Readonly<Record<string, string>>;
  fields: Readonly<Record<AskedField, string>>;
  order: (id: string) => string;
  titles: Readonly<Record<PageState, string>>;
  chooseHow: string;
  otherWays: string;
  noWays: string;
  openInBrowser: string;
  opening: (channel: string) => string;
  openingHint: string;
  openingLonger: string;
  scan: (channel: string) => string;
  codeLabel: (channel: string, amount: string) => string;
  goTo: (channel: string) => string;
  goToHint: string;
  inApp: string;
  voucher: string;
  showVoucher: string;
  timeLeft: string;
  orderEnds: string;
  /** Of a code, after which another is to be had. */
  minuteLeft: string;
  lastMinute: string;
  staysHere: string;
  expiredHint: string;
  elsewhereTitle: string;
  elsewhereHint: string;
  newCode: string;
  payAgainHow: (channel: string) => string;
  confirmingHint: string;
  confirmingReturn: (channel: string) => string;
  earlierHint: string;
  earlierMayArrive: string;
  heldTitle: string;
  heldHint: string;
  notPaidYet: string;
  closingHint: string;
  lateAsked: (until: string) => string;
  askTitle: string;
  askHint: (channel: string) => string;
  askWait: string;
  askSwitch: (channel: string) => string;
  /** Where it is the same way once more. */
  askAnew: string;
  paidTitle: string;
  paidHint: (id: string) => string;
  givenBackTitle: string;
  givenBackHint: (id: string) => string;
  backToShop: string;
  backSoon: string;
  stayHere: string;
  close: string;
  closedHint: string;
  unknownHint: string;
  offline: string;
  returnsTitle: string;
  /** Before what is said of money of a second payment. */
  paidTwice: string;
  comesBack: (amount: string, channel: string) => string;
  waitsForPerson: (amount: string, channel: string) => string;
  cameBack: (amount: string, channel: string) => string;
  to: Readonly<Record<NonNullable<ShownReturn['to']>, string>>;
  arrives: (when: string) => string;
  arrived: (when: string) => string;
  /** By where it goes: how long it usually takes. */
  usually: Readonly<Record<'balance' | 'bank' | 'other', string>>;
  troubles: Readonly<Record<Trouble, string>>;
  tryAgain: string;
  busyTitle: string;
  busyHint: string;
  /** The same after a click. */
  busyClickHint: string;
  reload: string;
  onceOnly: string;
}>;
