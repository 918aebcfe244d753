import type { ShownReturn } from '../cashier-view.ts';
import { html, type Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { channelName, type ShownPage } from '../shown-page.ts';
import type { Texts } from '../texts/texts.ts';
import { withTime } from '../time-text.ts';

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

function whenOf({ texts, nowMs }: ShownPage, one: ShownReturn): Html | null {
  const { standing, atMs, wentAtMs } = one;
  const { language } = texts;
  if (standing === 'person') return null;
  // A channel may have given it back before it arrives at the shopper's bank.
  if (atMs !== null && atMs > nowMs) return withTime(texts.arrives, atMs, language);
  const went = wentAtMs ?? atMs;
  if (standing === 'done' && went !== null) return withTime(texts.arrived, went, language);
  const usually = standing === 'done' ? null : usuallyText(texts, one.to);
  return usually === null ? null : html`${usually}`;
}

function rowOf(page: ShownPage, one: ShownReturn): Html {
  const { texts } = page;
  const why = one.isSecond ? `${texts.paidTwice} ` : '';
  const where = one.to === null || texts.to[one.to] === '' ? '' : ` ${texts.to[one.to]}`;
  const words = `${why}${sentenceOf(texts, one)}${where} `;
  return html`<li class="${one.standing}">${words}${whenOf(page, one)}</li>`;
}

/** What comes back or came back, how, where to and when; null where nothing does. */
export function returnsPart(page: ShownPage): Html | null {
  const { view, texts } = page;
  if (view.returns.length === 0) return null;
  const rows = view.returns.map((one) => rowOf(page, one));
  return html`<section class="returns" aria-labelledby="returns">
    <h3 id="returns">${texts.returnsTitle}</h3>
    <ul>
      ${rows}
    </ul>
  </section>`;
}
