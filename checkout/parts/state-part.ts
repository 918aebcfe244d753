import type { Choice, ShownAction, ShownPayment } from '../cashier-view.ts';
import { codePicture } from '../code-picture.ts';
import { html, type Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { type PageState, waitsForEarlier } from '../page-state.ts';
import { pageTitle } from '../page-title.ts';
import { channelName, ownAddress, type ShownPage } from '../shown-page.ts';
import { withTime } from '../time-text.ts';
import { choiceForm } from './choice-form.ts';
import { choiceOf, choicesPart, isSame } from './choices-part.ts';
import { countdown } from './countdown.ts';

function section(title: string, ...inside: readonly (Html | null)[]): Html {
  const parts = inside.filter((one) => one !== null);
  return html`<section class="state" aria-labelledby="state">
    <h2 id="state" tabindex="-1">${title}</h2>
    ${parts}
  </section>`;
}

function line(text: string): Html {
  return html`<p>${text}</p>`;
}

const spinner = html`<div class="spinner" aria-hidden="true"></div>`;

function actionPart(page: ShownPage, payment: ShownPayment, action: ShownAction): Html {
  const { texts, view } = page;
  const name = channelName(texts, payment);
  switch (action.type) {
    case 'qr': {
      const label = texts.codeLabel(name, moneyText(view.amount, texts.language));
      return html`<div class="code" data-code>${codePicture(action.content, label)}</div>`;
    }
    case 'redirect':
      return html`<a class="button" data-go href="${action.url}">${texts.goTo(name)}</a>
        <p>${texts.goToHint}</p>`;
    case 'sdk':
      return line(texts.inApp);
    case 'voucher':
      return html`<p>${texts.voucher}</p>
        <p class="number">${action.number}</p>
        <a class="button" href="${action.url}">${texts.showVoucher}</a>`;
    default:
      return action satisfies never;
  }
}

function waitingPart(page: ShownPage, payment: ShownPayment): Html | null {
  const { texts, view, nowMs } = page;
  const { action } = payment;
  if (action === null) return null;
  const name = channelName(texts, payment);
  const title = action.type === 'qr' ? texts.scan(name) : texts.titles.waiting;
  // A new code is to be had only before the order itself is over.
  const hasNext = action.type === 'qr' && payment.expiresAtMs < view.expiresAtMs;
  const saying = hasNext ? texts.minuteLeft : texts.lastMinute;
  const left = countdown(texts.timeLeft, payment.expiresAtMs - nowMs, saying);
  return section(
    title,
    actionPart(page, payment, action),
    left,
    html`<p class="hint">${texts.staysHere}</p>`,
  );
}

function againForm(page: ShownPage, payment: ShownPayment, choice: Choice): Html {
  const { texts } = page;
  const isCode = payment.action?.type === 'qr' || payment.method === 'qr';
  const words = isCode ? texts.newCode : texts.payAgainHow(channelName(texts, payment));
  // The page itself asks about this one; of another way that may still be paid the shopper is asked.
  const mayReplace = page.view.payable.every((one) => isSame(one, payment));
  return choiceForm(page, choice, { label: html`${words}`, look: 'button', mayReplace });
}

function expiredPart(page: ShownPage, payment: ShownPayment): Html {
  const { texts, view } = page;
  const choice = choiceOf(page, payment);
  const again = choice === null ? null : againForm(page, payment, choice);
  const hint = payment.isBoundElsewhere ? texts.elsewhereHint : texts.expiredHint;
  const isDeadEnd = again === null && choicesPart(page, payment) === null;
  const told = isDeadEnd ? waysOut(page) : hint;
  return section(pageTitle(texts, view, 'expired'), line(told), again);
}

/** Where nothing can be chosen here: the way on. */
function waysOut({ texts, view }: ShownPage): string {
  return view.isInsideApp ? texts.openInBrowser : texts.noWays;
}

/** Whether the page waits for a payment of before, and offers other ways behind the question. */
export function isEarlierShown({ view, nowMs }: ShownPage, state: PageState): boolean {
  return state === 'confirming' && waitsForEarlier(view) && nowMs < view.expiresAtMs;
}

function earlierPart(page: ShownPage): Html {
  const { texts } = page;
  const told = section(texts.titles.confirming, spinner, line(texts.earlierHint));
  return html`${[told, choicesPart(page, null, texts.otherWays) ?? html``]}`;
}

function confirmingPart(page: ShownPage): Html {
  const { texts, view, place, nowMs } = page;
  const title = pageTitle(texts, view, 'confirming');
  if (view.lateAnswerByMs !== null) {
    const asked = withTime(texts.lateAsked, view.lateAnswerByMs, texts.language);
    return section(title, html`<p>${asked}</p>`);
  }
  if (view.held) return section(title, line(texts.heldHint));
  if (isEarlierShown(page, 'confirming')) return earlierPart(page);
  if (view.status === 'closing' || nowMs >= view.expiresAtMs) {
    return section(title, spinner, line(texts.closingHint));
  }
  if (place === 'return' && view.payment?.status === 'offered') {
    const back = html`<a class="button second" href="${ownAddress(page)}">${texts.notPaidYet}</a>`;
    const asked = texts.confirmingReturn(channelName(texts, view.payment));
    return section(title, spinner, line(asked), back);
  }
  return section(title, spinner, line(texts.confirmingHint));
}

/** How long a channel usually takes at most to begin a payment, ms. */
const openingUsuallyMs = 8_000;

/** What the script shows later stands there, hidden: a page of before would say nothing new. */
function openingPart(page: ShownPage, payment: ShownPayment): Html {
  const { texts, nowMs } = page;
  const asked = line(texts.opening(channelName(texts, payment)));
  const told = section(texts.titles.opening, spinner, asked, line(texts.openingHint));
  const inMs = Math.max(0, payment.startedAtMs + openingUsuallyMs - nowMs);
  const later = html`<div data-later="${inMs}" ${inMs === 0 ? null : html`hidden`}>
    <p class="hint" data-longer>${texts.openingLonger}</p>
    ${choicesPart(page, payment)}
  </div>`;
  return html`${[told, later]}`;
}

function choosePart(page: ShownPage): Html {
  const { texts, view } = page;
  const left = countdown(texts.orderEnds, view.expiresAtMs - page.nowMs, null);
  const ways = choicesPart(page, null) ?? line(waysOut(page));
  return section(texts.titles.choose, ways, left);
}

/** What the page is about in this state, with its heading `#state`. */
export function statePart(page: ShownPage, state: PageState): Html | null {
  const { texts, view } = page;
  const { payment } = view;
  switch (state) {
    case 'choose':
      return choosePart(page);
    case 'opening':
      return payment === null ? null : openingPart(page, payment);
    case 'waiting':
      return payment === null
        ? null
        : html`${[waitingPart(page, payment) ?? html``, choicesPart(page, payment) ?? html``]}`;
    case 'expired':
      return payment === null
        ? null
        : html`${[expiredPart(page, payment), choicesPart(page, payment) ?? html``]}`;
    case 'confirming':
      return confirmingPart(page);
    case 'paid':
    case 'refunding':
    case 'refunded':
      return section(pageTitle(texts, view, state));
    case 'closed':
      return section(texts.titles.closed, line(texts.closedHint));
    case 'unknown':
      return section(texts.titles.unknown, line(texts.unknownHint));
    default:
      return state satisfies never;
  }
}
