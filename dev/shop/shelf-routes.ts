import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { cartCookie, cartOf, withMore } from './cart.ts';
import { drawToken } from './order-number.ts';
import { cartPage } from './pages/cart-page.ts';
import { html } from './pages/html.ts';
import { page } from './pages/layout.ts';
import { shelfPage } from './pages/shelf-page.ts';

const changeSchema = z.object({ add: z.string().optional(), less: z.string().optional() });

/** How many things a shopper has in the cart. */
export function inCartOf(request: Request): number {
  return cartOf(request.headers.cookie).reduce((sum, { count }) => sum + count, 0);
}

/** Answers that there is no such page. */
export function notFound(request: Request, response: Response): void {
  const main = html`<h1>Not found</h1>
    <p class="lead">The shop has no such page.</p>
    <p><a class="button" href="/">To the shelf</a></p>`;
  response.status(404).send(page({ title: 'Not found', main, inCart: inCartOf(request) }));
}

/** What there is to buy, and the cart. */
export function shelfRoutes(): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  router.get('/', (request, response) => {
    response.send(page({ title: 'Tea', main: shelfPage(), inCart: inCartOf(request) }));
  });
  router.get('/cart', (request, response) => {
    const main = cartPage(cartOf(request.headers.cookie), drawToken(), null);
    response.send(page({ title: 'Your cart', main, inCart: inCartOf(request) }));
  });
  router.post('/cart', form, (request, response) => {
    const asked = changeSchema.safeParse(request.body).data ?? {};
    const more = withMore(cartOf(request.headers.cookie), asked.add ?? '', 1);
    response.set('Set-Cookie', cartCookie(withMore(more, asked.less ?? '', -1)));
    response.redirect(303, '/cart');
  });
  return router;
}
