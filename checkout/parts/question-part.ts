import type { Choice } from '../cashier-view.ts';
import { html, type Html } from '../html.ts';
import { channelName, ownAddress, type ShownPage } from '../shown-page.ts';
import { choiceForm } from './choice-form.ts';
import { isSame } from './choices-part.ts';

/**
 * Asked before a second payment is opened while one may still be made: most double payments begin
 * with a shopper who scanned, saw nothing happen, and took another channel.
 */
export function questionPart(page: ShownPage, choice: Choice): Html {
  const { texts, view } = page;
  const names = view.payable.map((one) => channelName(texts, one));
  const all = new Intl.ListFormat(texts.language, { type: 'disjunction' }).format(new Set(names));
  const isSameWay = view.payable.every((one) => isSame(one, choice));
  const label = isSameWay ? texts.askAnew : texts.askSwitch(channelName(texts, choice));
  return html`<section class="ask" data-question aria-labelledby="state">
    <h2 id="state" tabindex="-1">${texts.askTitle}</h2>
    <p>${texts.askHint(all)}</p>
    <a class="button" href="${ownAddress(page)}">${texts.askWait}</a>${choiceForm(page, choice, {
      label: html`${label}`,
      look: 'button second',
      mayReplace: true,
    })}
  </section>`;
}
