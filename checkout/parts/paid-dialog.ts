import { html, type Html } from '../html.ts';
import type { CashierView } from '../cashier-view.ts';
import type { ShownPage } from '../shown-page.ts';
import type { Texts } from '../texts/texts.ts';

function wordsOf(
  { isGivenBack, orderId }: CashierView,
  texts: Texts,
): Readonly<{ title: string; hint: string }> {
  return isGivenBack
    ? { title: texts.givenBackTitle, hint: texts.givenBackHint(orderId) }
    : { title: texts.paidTitle, hint: texts.paidHint(orderId) };
}

/**
 * Says that the order is paid, in the way of everything else. It stands open without a script; with
 * one it takes the focus, and goes back to the shop unless the shopper stays.
 *
 * @param isQuiet money comes back, so that there is more to read than this: it stays in the page,
 *   as its heading
 */
export function paidDialog({ view, texts }: ShownPage, isQuiet: boolean): Html {
  const { returnUrl } = view;
  const back =
    returnUrl === null
      ? null
      : html`<a class="button" href="${returnUrl}" data-back>${texts.backToShop}</a>`;
  const soon =
    returnUrl === null || isQuiet
      ? null
      : html`<p class="hint" data-soon hidden>
          ${texts.backSoon} <button type="button" class="link" data-stay>${texts.stayHere}</button>
        </p>`;
  const { title, hint } = wordsOf(view, texts);
  const tick = view.isGivenBack ? null : html`<div class="tick" aria-hidden="true">✓</div>`;
  const close = html`<form method="dialog"><button class="link">${texts.close}</button></form>`;
  const id = isQuiet ? 'state' : 'paid';
  return html`<dialog open data-paid aria-labelledby="${id}" aria-describedby="paid-hint">
    ${tick}
    <h2 id="${id}" tabindex="-1">${title}</h2>
    <p id="paid-hint">${hint}</p>
    ${back}${soon} ${isQuiet ? null : close}
  </dialog>`;
}
