import type { Choice, ShownAction, ShownPayment } from '../cashier-view.ts';
import { codePicture } from '../code-picture.ts';
import { html, type Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import type { PageState } from '../page-state.ts';
import { channelName, ownAddress, type ShownPage } from '../shown-page.ts';
import { timeText } from '../time-text.ts';
import { choiceForm } from './choice-form.ts';
import { choiceOf, choicesPart } from './choices-part.ts';
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
  const { texts, nowMs } = page;
  const { action } = payment;
  if (action === null) return null;
  const name = channelName(texts, payment);
  const title = action.type === 'qr' ? texts.scan(name) : texts.titles.waiting;
  const left = countdown(texts.timeLeft, payment.expiresAtMs - nowMs, texts.minuteLeft);
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
  // It is the same way to pay: nothing is switched, and the rules see to the one before it.
  return choiceForm(page, choice, { label: html`${words}`, look: 'button', mayReplace: true });
}

function expiredPart(page: ShownPage, payment: ShownPayment): Html {
  const { texts } = page;
  const choice = choiceOf(page, payment);
  const again = choice === null ? null : againForm(page, payment, choice);
  return section(texts.titles.expired, line(texts.expiredHint), again);
}

function confirmingPart(page: ShownPage): Html {
  const { texts, view, place, nowMs } = page;
  const title = texts.titles.confirming;
  if (view.lateAnswerByMs !== null) {
    return section(title, line(texts.lateAsked(timeText(view.lateAnswerByMs, texts.language))));
  }
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

function choosePart(page: ShownPage): Html {
  const { texts, view } = page;
  const left = countdown(texts.orderEnds, view.expiresAtMs - page.nowMs, null);
  const none = view.isInsideApp ? texts.openInBrowser : texts.noWays;
  const ways = choicesPart(page, null) ?? line(none);
  return section(texts.titles.choose, ways, left);
}

/** What the page is about in this state, with its heading `#state`. */
export function statePart(page: ShownPage, state: PageState): Html | null {
  const { texts, view } = page;
  const { payment } = view;
  switch (state) {
    case 'choose':
      return choosePart(page);
    case 'opening': {
      const asked = payment === null ? null : line(texts.opening(channelName(texts, payment)));
      return section(texts.titles.opening, spinner, asked, line(texts.openingHint));
    }
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
      return section(texts.titles[state]);
    case 'closed':
      return section(texts.titles.closed, line(texts.closedHint));
    case 'unknown':
      return section(texts.titles.unknown, line(texts.unknownHint));
    default:
      return state satisfies never;
  }
}
