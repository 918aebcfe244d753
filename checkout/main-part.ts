import { html, type Html } from './html.ts';
import { moneyText } from './money-text.ts';
import { pageStateOf, type PageState } from './page-state.ts';
import { paidDialog } from './parts/paid-dialog.ts';
import { questionPart } from './parts/question-part.ts';
import { returnsPart } from './parts/returns-part.ts';
import { isEarlierShown, statePart } from './parts/state-part.ts';
import { troublePart } from './parts/trouble-part.ts';
import { choiceName } from './parts/choice-form.ts';
import { ownAddress, returnAddress, type ShownPage } from './shown-page.ts';

function billPart({ view, texts }: ShownPage): Html {
  const amount = moneyText(view.amount, texts.language);
  return html`<header>
    <p class="shop">${view.merchant}</p>
    <h1><span class="amount">${amount}</span> <span class="what">${view.description}</span></h1>
    <p class="order">${texts.order(view.orderId)}</p>
  </header>`;
}

function bodyParts(page: ShownPage, state: PageState): (Html | null)[] {
  const { question, trouble, view, texts } = page;
  const asks: readonly PageState[] = ['waiting', 'opening', 'expired', 'choose'];
  const mayAsk = asks.includes(state) || isEarlierShown(page, state);
  const isPaid = view.status === 'paid';
  // What comes back of a paid order is told after that it is paid, which is said in the page itself.
  const isSaidInPage = isPaid && state !== 'paid';
  return [
    trouble === null ? null : troublePart(page, trouble),
    question !== null && mayAsk ? questionPart(page, question) : null,
    (question !== null && mayAsk) || isSaidInPage ? null : statePart(page, state),
    isPaid ? paidDialog(page, isSaidInPage) : null,
    returnsPart(page),
    state === 'choose' ? html`<p class="hint">${texts.onceOnly}</p>` : null,
  ];
}

/** Where this page is asked for again, whatever address the browser shows. */
function placeOf(page: ShownPage): string {
  if (page.question !== null) return ownAddress(page, { to: choiceName(page.question) });
  return page.place === 'return' ? returnAddress(page) : ownAddress(page);
}

/** What changes with the order: the browser takes it anew, whole. `data-version` is the order's. */
export function mainPart(page: ShownPage): Readonly<{ main: Html; state: PageState }> {
  const { view, texts, addresses } = page;
  const state = pageStateOf(view, page.nowMs, page.place);
  const parts = bodyParts(page, state).filter((one) => one !== null);
  const main = html`<main
    id="main"
    data-state="${state}"
    data-version="${view.version}"
    data-held="${String(view.held)}"
    data-page="${placeOf(page)}"
    data-events="${addresses.page}/events"
  >
    ${billPart(page)}
    <p class="offline" data-offline role="alert" hidden>${texts.offline}</p>
    <div data-busy hidden>
      <div class="spinner" aria-hidden="true"></div>
      <p>${texts.openingHint}</p>
    </div>
    ${parts}
  </main>`;
  return { main, state };
}
