import { waitsForEarlier } from '../page-state.ts';
import { html, type Html } from '../html.ts';
import type { ShownPage, ShownTrouble } from '../shown-page.ts';
import { choiceForm } from './choice-form.ts';

/** Why a click opened nothing, and the same click again where that helps. */
export function troublePart(page: ShownPage, { kind, again }: ShownTrouble): Html {
  const { texts, view } = page;
  const form =
    again === null
      ? null
      : choiceForm(page, again.choice, {
          label: html`${texts.tryAgain}`,
          look: 'button second',
          key: again.key,
          mayReplace: again.mayReplace,
        });
  // What was refused is not all that was tried.
  const earlier =
    view.payable.length === 0 || waitsForEarlier(view)
      ? null
      : html`<p>${texts.earlierMayArrive}</p>`;
  return html`<div class="trouble" role="alert">
    <p>${texts.troubles[kind]}</p>
    ${earlier}${form}
  </div>`;
}
