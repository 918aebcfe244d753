import { z } from 'zod';
import { cashierPage } from '../../checkout/cashier-page.ts';
import { ownAddress } from '../../checkout/shown-page.ts';
import { type RawAnswerForm, tokenRoute } from '../http/route.ts';
import { askPage, frameOf } from './ask-page.ts';
import { bringPolls } from './bring-polls.ts';
import { sendOn, sendPage } from './page-headers.ts';
import { showProblem } from './show-problem.ts';
import { tokenPart } from './token-part.ts';

const page = z.string().meta({ description: 'HTML.', example: '<!doctype html>' });

export const htmlAnswer: RawAnswerForm = {
  description: 'The page.',
  content: { 'text/html': page },
};

export const onward: RawAnswerForm = {
  description: 'Where to go on, by a GET.',
  content: {},
  headers: {
    location: { description: 'The page.', example: '/pay/u3kq0ZK3N5T8X1W4M6B9C2D0F7a1b2c3' },
  },
};

/** `GET /pay/{token}`: the cashier page. It opens nothing, however often it is asked for. */
export const showCashier = tokenRoute({
  name: 'getCashierPage',
  method: 'get',
  path: '/pay/{token}',
  tag: 'cashier',
  summary: 'The cashier page',
  description:
    'Where a shopper pays an order; it shows how the order stands, by `data-state` and `data-version` of `<main>`. `?lang=` chooses `zh-CN`, `en` or `pt-BR`; else the browser’s language counts. Asking for it opens no payment.',
  parts: { token: tokenPart },
  body: null,
  answers: { 200: htmlAnswer },
  problems: [],
  show: showProblem,
  answer: async (deps, order, request, response) => {
    sendPage(response, 200, cashierPage(await askPage(deps, order, request, 'pay')));
  },
});

/**
 * `GET /pay/{token}/return`: where channels send the shopper back to. What they add to the address
 * proves nothing, and is taken out of it before a page is shown; a visit at most brings a query
 * forward.
 */
export const showReturn = tokenRoute({
  name: 'getCashierReturn',
  method: 'get',
  path: '/pay/{token}/return',
  tag: 'cashier',
  summary: 'The return from a channel',
  description:
    'Shows `confirming` until there is evidence. Its parameters prove nothing; they are dropped by a redirect to this address without them.',
  parts: { token: tokenPart },
  body: null,
  answers: { 200: htmlAnswer, 303: onward },
  problems: [],
  show: showProblem,
  answer: async (deps, order, request, response) => {
    const { addresses, texts, isLanguageAsked } = frameOf(deps, request);
    const besides = Object.keys(request.query).filter((name) => name !== 'lang');
    if (besides.length > 0) {
      const lang = isLanguageAsked ? `?lang=${texts.language}` : '';
      sendOn(response, `${addresses.page}/return${lang}`);
      return;
    }
    const shown = await askPage(deps, order, request, 'return');
    if (order.status === 'open' || order.status === 'closing') await bringPolls(deps, order.key);
    sendPage(response, 200, cashierPage(shown));
  },
});

/**
 * `GET /pay/{token}/attempts`: what a click that opened nothing was answered at is loaded anew, or its
 * address opened by hand. It repeats no click.
 */
export const showAfterClick = tokenRoute({
  name: 'getCashierAttempts',
  method: 'get',
  path: '/pay/{token}/attempts',
  tag: 'cashier',
  summary: 'From where clicks are sent, to the page',
  description: 'Leads to the page: for whoever loads the answer to a click anew. It opens nothing.',
  parts: { token: tokenPart },
  body: null,
  answers: { 303: onward },
  problems: [],
  show: showProblem,
  answer: (deps, _order, request, response) => {
    sendOn(response, ownAddress(frameOf(deps, request)));
    return Promise.resolve();
  },
});
