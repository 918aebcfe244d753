import type { CashierView } from './cashier-view.ts';
import type { PageState } from './page-state.ts';
import type { Texts } from './texts/texts.ts';

/** What a page is about, in a few words. Of a paid order it is that, whatever comes back besides. */
export function pageTitle(
  { titles, heldTitle, givenBackTitle, elsewhereTitle }: Texts,
  { status, held, isGivenBack, lateAnswerByMs, payment }: CashierView,
  state: PageState,
): string {
  if (status === 'paid') return isGivenBack ? givenBackTitle : titles.paid;
  if (held && state === 'confirming' && lateAnswerByMs === null) return heldTitle;
  if (state === 'expired' && payment?.isBoundElsewhere === true) return elsewhereTitle;
  return titles[state];
}
