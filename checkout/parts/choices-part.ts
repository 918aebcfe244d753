import type { Choice, Way } from '../cashier-view.ts';
import { channelMark } from '../channel-mark.ts';
import { html, type Html } from '../html.ts';
import { channelName, type ShownPage } from '../shown-page.ts';
import { choiceForm } from './choice-form.ts';

/** Whether two ways are the same channel's same method. */
export function isSame(one: Way, other: Way | null): boolean {
  return other !== null && one.channel === other.channel && one.method === other.method;
}

function choiceLabel({ texts }: ShownPage, choice: Choice): Html {
  const method = texts.methods[choice.method] ?? null;
  const how = method === null ? null : html`<span class="how">${method}</span>`;
  return html`${channelMark(choice.channel, choice.title)}<span class="what"
      >${channelName(texts, choice)}${how}</span
    >`;
}

/**
 * The ways to pay, one button each. The one that is open already is left out.
 *
 * @param shown the payment that the page shows above; null: none
 * @param title of them all
 */
export function choicesPart(
  page: ShownPage,
  shown: Way | null,
  title: string = shown === null ? page.texts.chooseHow : page.texts.otherWays,
): Html | null {
  const { view } = page;
  const others = view.choices.filter((choice) => !isSame(choice, shown));
  if (others.length === 0) return null;
  const rows = others.map((choice) => {
    const form = { label: choiceLabel(page, choice), look: 'choice', mayReplace: false };
    return html`<li>${choiceForm(page, choice, form)}</li>`;
  });
  return html`<section class="ways" aria-labelledby="ways">
    <h3 id="ways" class="${title === page.texts.chooseHow ? 'quiet' : ''}">${title}</h3>
    <ul>
      ${rows}
    </ul>
  </section>`;
}

/** The choice that is meant by a payment, so that it can be made again; null: it is not offered now. */
export function choiceOf({ view }: ShownPage, way: Way): Choice | null {
  return view.choices.find((choice) => isSame(choice, way)) ?? null;
}
