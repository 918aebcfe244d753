import { html } from './html.ts';
import { mainPart } from './main-part.ts';
import { isLastState, type Place } from './page-state.ts';
import { pageFrame } from './page-frame.ts';
import { pageTitle } from './page-title.ts';
import { ownAddress, returnAddress, type PageAddresses, type ShownPage } from './shown-page.ts';
import type { Texts } from './texts/texts.ts';

/** How often a page without a script looks again, s. */
const againEveryS = 5;
/** The same where only money that comes late, or goes back, can change it. */
const seldomS = 60;

/** The page of an order as it stands. */
export function cashierPage(page: ShownPage): string {
  const { texts, view } = page;
  const { main, state } = mainPart(page);
  const title = `${pageTitle(texts, view, state)} · ${view.merchant}`;
  // While the shopper is asked, or told why not, nothing is taken from under the hand.
  const isQuiet = page.question !== null || page.trouble !== null;
  const looksAgain = !isQuiet && state !== 'choose';
  const at = page.place === 'return' ? returnAddress(page) : ownAddress(page);
  const afterS = isLastState(state) ? seldomS : againEveryS;
  const again = looksAgain ? { afterS, at, always: false } : null;
  return pageFrame(page, { title, main, place: page.place, again, isScripted: true });
}

type Frame = Readonly<{ texts: Texts; addresses: PageAddresses }>;

/** The page of an address that opens no order. */
export function unknownPage(frame: Frame): string {
  const { texts } = frame;
  const title = texts.titles.unknown;
  const main = html`<main id="main" data-state="unknown" data-version="0">
    <section class="state">
      <h1>${title}</h1>
      <p>${texts.unknownHint}</p>
    </section>
  </main>`;
  return pageFrame(frame, { title, main, place: 'pay', again: null, isScripted: false });
}

/** What could not be answered. */
type Unanswered = Readonly<{
  place: Place;
  /** The choice that the shopper is asked about, as the address names it. */
  to: string | null;
  /** Whether it was a click: what came of it is not known here. */
  isClick: boolean;
  againInS: number;
}>;

/**
 * The page where we can't answer now. It tries again by itself, with or without a script, where the
 * shopper is.
 */
export function busyPage(
  frame: Frame & Pick<ShownPage, 'isLanguageAsked'>,
  { place, to, isClick, againInS }: Unanswered,
): string {
  const { texts } = frame;
  const at =
    place === 'return' ? returnAddress(frame) : ownAddress(frame, to === null ? {} : { to });
  const title = texts.busyTitle;
  const main = html`<main id="main" data-state="offline" data-version="0">
    <section class="state">
      <h1>${title}</h1>
      <p>${isClick ? texts.busyClickHint : texts.busyHint}</p>
      <a class="button" href="${at}">${texts.reload}</a>
    </section>
  </main>`;
  const again = { afterS: Math.max(1, Math.ceil(againInS)), at, always: true };
  return pageFrame(frame, { title, main, place, again, isScripted: false });
}
