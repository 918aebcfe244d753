import { createHash } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { type Attempt, type Client, PaidOnceError } from '../../client/index.ts';
import { cartCookie, cartOf, totalOf } from './cart.ts';
import type { OrderBook } from './order-book.ts';
import { drawToken, orderNumberOf } from './order-number.ts';
import { cartPage } from './pages/cart-page.ts';
import type { Html } from './pages/html.ts';
import { orderPage } from './pages/order-page.ts';
import { page } from './pages/layout.ts';
import { makePayable, type ShopAddress, writeOrder } from './place-order.ts';
import { inCartOf, notFound } from './shelf-routes.ts';
import type { ShopOrder } from './shop-order.ts';

/** What the order pages work with. */
export type OrderDesk = Readonly<{
  paidonce: Client;
  book: OrderBook;
  shop: ShopAddress;
  sandbox: string | null;
}>;

const askedForMs = 3_000;
const clickSchema = z.object({
  click: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/),
  total: z.coerce.number().int(),
});

/** Null where PaidOnce can't be asked: the page is shown all the same. */
async function attemptsOf(
  { paidonce }: OrderDesk,
  order: ShopOrder,
): Promise<readonly Attempt[] | null> {
  if (order.checkout_url === null) return [];
  try {
    const signal = AbortSignal.timeout(askedForMs);
    return (await paidonce.orders.get(order.number, { signal })).attempts;
  } catch {
    // What PaidOnce told the shop is written down here; only the phones are missing.
    return null;
  }
}

async function contentOf(desk: OrderDesk, order: ShopOrder): Promise<Html> {
  const attempts = await attemptsOf(desk, order);
  return orderPage({ order, attempts, sandbox: desk.sandbox });
}

function shownOf(content: Html): string {
  return createHash('sha256').update(content.html).digest('hex').slice(0, 16);
}

/** Makes the order payable; a failure is left to its page, which says so and offers a new try. */
async function tryToMakePayable(
  { paidonce, book, shop }: OrderDesk,
  order: ShopOrder,
): Promise<void> {
  try {
    await makePayable(paidonce, book, shop, order);
  } catch (error) {
    if (!(error instanceof PaidOnceError)) throw error;
    process.stderr.write(`${order.number} could not be made at PaidOnce: ${error.message}\n`);
  }
}

async function placeOrder(desk: OrderDesk, request: Request, response: Response): Promise<void> {
  const clicked = clickSchema.safeParse(request.body);
  const cart = cartOf(request.headers.cookie);
  const old = clicked.success ? desk.book.find(orderNumberOf(clicked.data.click)) : null;
  const isAsShown = clicked.success && cart.length > 0 && clicked.data.total === totalOf(cart);
  if (!clicked.success || (old === null && !isAsShown)) {
    const note = 'This is what is in your cart now. Please look at it again.';
    const main = cartPage(cart, drawToken(), note);
    response.status(409).send(page({ title: 'Your cart', main, inCart: inCartOf(request) }));
    return;
  }
  const order = old ?? writeOrder(desk.book, clicked.data.click, cart);
  await tryToMakePayable(desk, order);
  if (old === null) response.set('Set-Cookie', cartCookie([]));
  response.redirect(303, `/orders/${order.number}`);
}

/** An order: placed, shown, and asked whether its page is still current. */
export function orderRoutes(desk: OrderDesk): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  const ofOrder =
    (then: (order: ShopOrder, request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      const order = desk.book.find(String(request.params['number']));
      if (order === null) notFound(request, response);
      else await then(order, request, response);
    };
  router.post('/orders', form, (request, response) => placeOrder(desk, request, response));
  router.get(
    '/orders/:number',
    ofOrder(async (order, request, response) => {
      const main = await contentOf(desk, order);
      const title = `Order ${order.number}`;
      response.send(page({ title, main, inCart: inCartOf(request), shown: shownOf(main) }));
    }),
  );
  router.get(
    '/orders/:number/shown',
    ofOrder(async (order, _request, response) => {
      response.type('text').send(shownOf(await contentOf(desk, order)));
    }),
  );
  router.post(
    '/orders/:number/try-again',
    ofOrder(async (order, _request, response) => {
      await tryToMakePayable(desk, order);
      response.redirect(303, `/orders/${order.number}`);
    }),
  );
  return router;
}
