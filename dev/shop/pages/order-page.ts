import type { Attempt } from '../../../client/index.ts';
import type { ShopOrder } from '../shop-order.ts';
import { channelName, standingOf } from '../standing.ts';
import { html, type Html } from './html.ts';
import { yuan } from './yuan.ts';

/** What the order page shows beside the order. */
export type OrderPageParts = Readonly<{
  order: ShopOrder;
  /** The payments that were begun; null: PaidOnce could not be asked. */
  attempts: readonly Attempt[] | null;
  /** The sandbox's address; null: there is none, so no phones. */
  sandbox: string | null;
}>;

const marks = { waiting: '…', paid: '✓', refunding: '↩', refunded: '✓', closed: '–' } as const;

function status(order: ShopOrder): Html {
  const { state, headline, words } = standingOf(order);
  return html`<section class="status ${state}" data-standing="${state}" role="status">
    <h1><span class="mark" aria-hidden="true">${marks[state]}</span> ${headline}</h1>
    ${words.map((one) => html`<p>${one}</p>`)}
  </section>`;
}

function payment(order: ShopOrder): Html | null {
  const { checkout_url: url, number, total, standing } = order;
  if (standing?.status === 'paid' || standing?.status === 'closed') return null;
  if (url !== null) {
    return html`<p><a class="button wide" href="${url}">Pay ${yuan(total)}</a></p>`;
  }
  if (Date.now() > Date.parse(order.expires_at)) {
    return html`<p class="note">The cashier could not be reached in time. Nothing was taken.</p>
      <p><a class="button" href="/">Order again</a></p>`;
  }
  return html`<form method="post" action="/orders/${number}/try-again">
    <p class="note">The cashier can’t be reached. Nothing was taken; your order is kept.</p>
    <button class="wide">Try again</button>
  </form>`;
}

function bill({ lines, total }: ShopOrder): Html {
  return html`<ul class="lines">
      ${lines.map(
        ({ name, price, count }) =>
          html`<li>
            <span class="grow">${count === 1 ? name : `${count} × ${name}`}</span>
            <span class="price">${yuan(price * count)}</span>
          </li>`,
      )}
    </ul>
    <p class="total"><span>Total</span><span class="price">${yuan(total)}</span></p>`;
}

const attemptWords = {
  opening: 'is being opened',
  offered: 'can be paid',
  approved: 'is approved',
  succeeded: 'is paid',
  failed: 'has failed',
  closed: 'is closed',
} as const;

function phone(attempt: Attempt, sandbox: string): Html {
  const { channel, id, status: stands, superseded } = attempt;
  const left = superseded && stands !== 'succeeded' ? ' (left for another)' : '';
  return html`<li>
    <span class="grow">
      ${channelName(channel)}
      <span class="quiet">${attemptWords[stands]}${left}</span>
    </span>
    <a
      class="button small"
      href="${sandbox}/phone/${channel}/${id}"
      target="_blank"
      rel="noopener noreferrer"
      data-phone="${channel}"
      >Open the phone</a
    >
  </li>`;
}

function phones({ attempts, sandbox }: OrderPageParts): Html | null {
  if (sandbox === null) return null;
  if (attempts === null) {
    return html`<p class="quiet">PaidOnce can’t be asked for the phones just now.</p>`;
  }
  // A second transaction under one number is on the same phone.
  const own = attempts.filter(({ id }) => !id.includes('-'));
  if (own.length === 0) {
    return html`<p class="quiet">A phone appears here for each code that the cashier shows.</p>`;
  }
  return html`<ul class="lines phones">
    ${own.map((one) => phone(one, sandbox))}
  </ul>`;
}

function dare(parts: OrderPageParts): Html | null {
  const { checkout_url: url, standing } = parts.order;
  if (url === null) return null;
  const again =
    standing?.status === 'paid' || standing?.status === 'closed'
      ? html`<li>
          See what the
          <a href="${url}" target="_blank" rel="noopener">cashier in a second tab</a>
          says now.
        </li>`
      : html`<li>Go to the cashier and choose Alipay. Leave its code.</li>
          <li>
            Open the
            <a href="${url}" target="_blank" rel="noopener">same cashier in a second tab</a>
            and choose WeChat Pay instead.
          </li>`;
  return html`<section class="dare">
    <h2>Try to pay twice</h2>
    <ol>
      ${again}
      <li>Pay every code that you got, on the phones of the sandbox:</li>
    </ol>
    ${phones(parts)}
    <p class="quiet">
      The order is paid once. What came in beside that goes back by itself, and this page says so.
    </p>
  </section>`;
}

function telling({ told }: ShopOrder): Html | null {
  if (told.length === 0) return null;
  return html`<details>
    <summary>What PaidOnce told the shop</summary>
    <ol class="told">
      ${told.map(
        ({ type, created_at: at }) =>
          html`<li><code>${type}</code> <time datetime="${at}">${at.slice(11, 19)} UTC</time></li>`,
      )}
    </ol>
  </details>`;
}

/** An order, how it stands, and how to try to pay it twice. */
export function orderPage(parts: OrderPageParts): Html {
  const { order } = parts;
  return html`<p class="quiet">Order <code>${order.number}</code></p>
    ${status(order)} ${payment(order)} ${bill(order)} ${dare(parts)} ${telling(order)}`;
}
