import { type Good, goods } from '../goods.ts';
import { html, type Html } from './html.ts';
import { pictureOf } from './pictures.ts';
import { yuan } from './yuan.ts';

function card({ id, name, about, price }: Good): Html {
  return html`<li class="card">
    <div class="picture ${id}">${pictureOf(id)}</div>
    <h2>${name}</h2>
    <p class="quiet">${about}</p>
    <form method="post" action="/cart" class="row">
      <span class="price">${yuan(price)}</span>
      <button name="add" value="${id}" aria-label="Add to cart: ${name}">Add to cart</button>
    </form>
  </li>`;
}

/** What the shop has. */
export function shelfPage(): Html {
  return html`<h1>Tea, and what goes with it</h1>
    <p class="lead">
      Buy something. Then try to pay for it twice: you are charged once, and whatever came in beside
      that goes back by itself.
    </p>
    <ul class="shelf">
      ${goods.map(card)}
    </ul>`;
}
