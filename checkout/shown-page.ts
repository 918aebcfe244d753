import type { CashierView, Choice } from './cashier-view.ts';
import type { Place } from './page-state.ts';
import type { Texts, Trouble } from './texts/texts.ts';

/** Where things are, from the root of the server on. */
export type PageAddresses = Readonly<{
  /** The page itself, without a query. */
  page: string;
  /** The files of all pages, with a slash at the end. */
  assets: string;
}>;

/** What came of a click that opened nothing. `again`: the same click, under its own key. */
export type ShownTrouble = Readonly<{
  kind: Trouble;
  again: Readonly<{ choice: Choice; key: string; mayReplace: boolean }> | null;
}>;

/** Everything that a page of an order is made of. */
export type ShownPage = Readonly<{
  view: CashierView;
  texts: Texts;
  /** Whether the language was asked for, so that links go on asking for it. */
  isLanguageAsked: boolean;
  nowMs: number;
  place: Place;
  addresses: PageAddresses;
  /** Drawn anew for each page: clicks on one page are the same click. */
  clickId: string;
  /** The shopper chose it while another payment may still be made, and is asked first. */
  question: Choice | null;
  trouble: ShownTrouble | null;
}>;

/** What people of that language call a channel. */
export function channelName(
  texts: Texts,
  { channel, title }: Readonly<{ channel: string; title: string }>,
): string {
  return texts.channels[channel] ?? title;
}

type Asked = Pick<ShownPage, 'addresses' | 'texts' | 'isLanguageAsked'>;

/** Where channels send the shopper back to, in the language that was asked for. */
export function returnAddress({ addresses, texts, isLanguageAsked }: Asked): string {
  const lang = isLanguageAsked ? `?lang=${texts.language}` : '';
  return `${addresses.page}/return${lang}`;
}

/** Where clicks are sent to; a page in place of an answer is in the language that was asked for. */
export function clickAddress({ addresses, texts, isLanguageAsked }: Asked): string {
  const lang = isLanguageAsked ? `?lang=${texts.language}` : '';
  return `${addresses.page}/attempts${lang}`;
}

/** The address of the page as this shopper has it: in the language that was asked for. */
export function ownAddress(
  { addresses, texts, isLanguageAsked }: Asked,
  query: Readonly<Record<string, string>> = {},
): string {
  const asked = { ...query, ...(isLanguageAsked ? { lang: texts.language } : {}) };
  const text = new URLSearchParams(asked).toString();
  return text === '' ? addresses.page : `${addresses.page}?${text}`;
}
