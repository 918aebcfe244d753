import { type Cart, type CartLine, totalOf } from '../cart.ts';
import { html, type Html } from './html.ts';
import { yuan } from './yuan.ts';

function row({ good, count }: CartLine): Html {
  return html`<li>
    <span class="grow">${good.name}<span class="quiet each">${yuan(good.price)} each</span></span>
    <form method="post" action="/cart" class="count">
      <button class="small" name="less" value="${good.id}" aria-label="One ${good.name} less">
        −
      </button>
      <span>${count}</span>
      <button class="small" name="add" value="${good.id}" aria-label="One ${good.name} more">
        +
      </button>
    </form>
    <span class="price">${yuan(good.price * count)}</span>
  </li>`;
}

/**
 * What is in the cart.
 *
 * @param click names the order that comes of it: sent twice, it is one order
 * @param note what happened to what was just asked; null: nothing to say
 */
export function cartPage(cart: Cart, click: string, note: string | null): Html {
  if (cart.length === 0) {
    return html`<h1>Your cart</h1>
      <p class="lead">It is empty.</p>
      <p><a class="button" href="/">To the shelf</a></p>`;
  }
  const total = totalOf(cart);
  return html`<h1>Your cart</h1>
    ${note === null ? null : html`<p class="note" role="status">${note}</p>`}
    <ul class="lines">
      ${cart.map(row)}
    </ul>
    <p class="total"><span>Total</span><span class="price">${yuan(total)}</span></p>
    <form method="post" action="/orders">
      <input type="hidden" name="click" value="${click}" />
      <input type="hidden" name="total" value="${total}" />
      <button class="wide">Place the order</button>
    </form>`;
}
