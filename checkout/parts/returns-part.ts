import type { ShownReturn } from '../cashier-view.ts';
import { html, type Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { channelName, type ShownPage } from '../shown-page.ts';
import type { Texts } from '../texts/texts.ts';
import { timeText } from '../time-text.ts';

function usuallyText(texts: Texts, to: ShownReturn['to']): string | null {
  switch (to) {
    case 'balance':
      return texts.usually.balance;
    case 'bank':
    case 'credit':
    case 'several':
      return texts.usually.bank;
    case 'other':
      return texts.usually.other;
    case 'merchant':
    case null:
      return null;
    default:
      return to satisfies never;
  }
}

function sentenceOf(texts: Texts, one: ShownReturn): string {
  const money = moneyText(one.money, texts.language);
  const name = channelName(texts, one);
  switch (one.standing) {
    case 'under_way':
      return texts.comesBack(money, name);
    case 'person':
      return texts.waitsForPerson(money, name);
    case 'done':
      return texts.cameBack(money, name);
    default:
      return one.standing satisfies never;
  }
}

function whenOf(texts: Texts, one: ShownReturn): string | null {
  if (one.standing === 'person') return null;
  if (one.atMs === null) return usuallyText(texts, one.to);
  const when = timeText(one.atMs, texts.language);
  return one.standing === 'done' ? texts.arrived(when) : texts.arrives(when);
}

function rowOf(texts: Texts, one: ShownReturn): Html {
  const where = one.to === null ? '' : texts.to[one.to];
  const words = [sentenceOf(texts, one), where, whenOf(texts, one) ?? '']
    .filter((text) => text !== '')
    .join(' ');
  return html`<li class="${one.standing}">${words}</li>`;
}

/** What comes back or came back, how, where to and when; null where nothing does. */
export function returnsPart({ view, texts }: ShownPage): Html | null {
  if (view.returns.length === 0) return null;
  const rows = view.returns.map((one) => rowOf(texts, one));
  return html`<section class="returns" aria-labelledby="returns">
    <h3 id="returns">${texts.returnsTitle}</h3>
    <ul>
      ${rows}
    </ul>
  </section>`;
}
