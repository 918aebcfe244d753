import express, { type Request, type Response, type Router } from 'express';
import { NoticeError, verifyNotice } from '../../client/index.ts';
import type { OrderBook } from './order-book.ts';
import { takeEvent } from './take-event.ts';

/** Longer than any event is. */
const longest = '1mb';

/** Where PaidOnce tells the shop what happened. It is answered 204 once it is written down. */
export function noticesRoute(book: OrderBook, secrets: readonly string[]): Router {
  const router = express.Router();
  const raw = express.raw({ type: () => true, limit: longest });
  router.post('/notices', raw, (request: Request, response: Response) => {
    const body: unknown = request.body;
    try {
      const bytes = body instanceof Uint8Array ? body : new Uint8Array();
      takeEvent(book, verifyNotice(request.headers, bytes, secrets));
      response.status(204).end();
    } catch (error) {
      if (!(error instanceof NoticeError)) throw error;
      response.status(400).type('text').send(error.message);
    }
  });
  return router;
}
