import { html, type Html } from '../html.ts';
import type { ShownPage } from '../shown-page.ts';

/**
 * Says that the order is paid, in the way of everything else. It stands open without a script; with
 * one it takes the focus, and goes back to the shop unless the shopper stays.
 *
 * @param isQuiet money comes back, so that there is more to read than this
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
  return html`<dialog open data-paid aria-labelledby="paid" aria-describedby="paid-hint">
    <div class="tick" aria-hidden="true">✓</div>
    <h2 id="paid" tabindex="-1">${texts.paidTitle}</h2>
    <p id="paid-hint">${texts.paidHint(view.orderId)}</p>
    ${back}${soon}
    <form method="dialog"><button class="link">${texts.close}</button></form>
  </dialog>`;
}
