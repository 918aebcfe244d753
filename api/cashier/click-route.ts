import { setTimeout } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { cashierPage } from '../../checkout/cashier-page.ts';
import type { CashierView, Choice } from '../../checkout/cashier-view.ts';
import { choiceName } from '../../checkout/parts/choice-form.ts';
import { returnAddress, type ShownTrouble } from '../../checkout/shown-page.ts';
import type { Trouble } from '../../checkout/texts/texts.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import type { AttemptView } from '../../ledger/views/order-json.ts';
import type { RouteDeps } from '../api-deps.ts';
import { cashierKeyId } from '../http/serve-token-route.ts';
import { toProblem } from '../http/to-problem.ts';
import { logProblem } from '../http/problem-response.ts';
import { requestIdOf } from '../http/request-id.ts';
import { tokenRoute } from '../http/route.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { actionObject } from '../objects/action-object.ts';
import { attemptRequest } from '../payments/attempt-request.ts';
import { clickProblems, openAttempt } from '../payments/open-attempt.ts';
import { problemCodes } from '../problems/problem-codes.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { askPage, frameOf, viewOfOrder } from './ask-page.ts';
import { type Click, readClick } from './click.ts';
import { meant } from './offered-choices.ts';
import { sendOn, sendPage } from './page-headers.ts';
import { onward } from './page-routes.ts';
import { isForm, showProblem } from './show-problem.ts';
import { tokenPart } from './token-part.ts';

/** What a shopper may know of a payment. */
const clickedObject = z
  .object({
    id: z.string().meta({ description: 'The payment’s number.', example: '2VNPR07C1D9QJ5X0T4K8' }),
    channel: z.string().meta({ description: 'Its channel.', example: exampleChannel.channel }),
    method: z.string().meta({ description: 'Its method.', example: exampleChannel.method }),
    status: z.string().meta({ description: 'How it stands.', example: 'offered' }),
    action: actionObject.nullable().meta({ description: 'What to act on; null: nothing now.' }),
    expires_at: z.string().meta({
      description: 'Until when it can be paid.',
      example: '2026-01-31T12:00:00.000Z',
    }),
  })
  .meta({ id: 'ClickedPayment', description: 'A payment, as its shopper is told of it.' });

function clicked(attempt: AttemptView): z.output<typeof clickedObject> {
  const { id, channel, method, status, action, expires_at } = attempt;
  return { id, channel, method, status, action, expires_at };
}

/** What a shopper is told of a refusal; null: the order has the answer, so its page is shown. */
function troubleOf({ code }: ProblemError): Trouble | null {
  switch (code) {
    case 'order_already_paid':
    case 'order_closed':
    // The page says that a person looks, and not to pay again.
    case 'order_held':
    case 'idempotency_key_reused':
    // The same click is under way: the page shows what comes of it.
    case 'idempotency_key_in_use':
      return null;
    case 'channel_refused':
      return 'refused';
    case 'too_many_attempts':
      return 'too_many';
    case 'channel_not_offered':
      return 'not_offered';
    case 'shopper_field_missing':
    case 'invalid_request':
      return 'field_missing';
    case 'internal_error':
      // Nobody knows what came of it: the same click, under its key, finds out.
      return 'try_again';
    default:
      return problemCodes[code].retryable ? 'try_again' : 'not_offered';
  }
}

type Visit = Readonly<{ order: StoredOrder; request: Request; response: Response }>;

/** The page's own address in the language that was asked for. */
function pageOf(deps: RouteDeps, { request }: Visit, click: Click | null, to?: string): string {
  const frame = frameOf(deps, request, click?.language ?? null);
  const query = new URLSearchParams({
    ...(to === undefined ? {} : { to }),
    ...(frame.isLanguageAsked ? { lang: frame.texts.language } : {}),
  }).toString();
  return query === '' ? frame.addresses.page : `${frame.addresses.page}?${query}`;
}

function isOf(choice: Choice, { request: { channel, method, account } }: Click): boolean {
  return (
    choice.channel === channel &&
    choice.method === method &&
    (account === undefined || choice.account === null || choice.account === account)
  );
}

/** Rule 1: whether a click begins nothing new, and is handed the payment that is open already. */
function isHandedOut(
  accounts: readonly OfferedAccount[],
  { payment }: CashierView,
  { request }: Click,
): boolean {
  if (payment === null) return false;
  const { channel, method, account, status, action, expiresAtMs } = payment;
  const own = meant(accounts).find((one) => one.channel.name === channel)?.name;
  const isSame =
    channel === request.channel &&
    method === request.method &&
    account === (request.account ?? own);
  const isLive = status === 'opening' || (status === 'offered' && action !== null);
  return isSame && isLive && Date.now() < expiresAtMs;
}

/**
 * Where the shopper is asked first: a click that would begin another payment while one may still be
 * made, whatever the page that it was made on showed.
 */
async function questionFor(deps: RouteDeps, visit: Visit, click: Click): Promise<string | null> {
  if (click.mayReplace) return null;
  const view = await viewOfOrder(deps, visit.order, visit.request);
  if (view.status !== 'open' || view.payable.length === 0) return null;
  const accounts = deps.channels.offeredTo(visit.order.key.merchant);
  if (isHandedOut(accounts, view, click)) return null;
  const choice = view.choices.find((one) => isOf(one, click));
  return pageOf(deps, visit, click, choice === undefined ? undefined : choiceName(choice));
}

async function sendTrouble(
  deps: RouteDeps,
  visit: Visit,
  click: Click | null,
  problem: ProblemError,
): Promise<void> {
  const { order, request, response } = visit;
  const kind = troubleOf(problem);
  logProblem(deps.rareLog, problem, requestIdOf(response));
  if (kind === null) {
    sendOn(response, pageOf(deps, visit, click));
    return;
  }
  const page = await askPage(deps, order, request, 'pay');
  const choice = click === null ? undefined : page.view.choices.find((one) => isOf(one, click));
  const isAgain = kind === 'try_again' && click !== null && choice !== undefined;
  const again: ShownTrouble['again'] = isAgain
    ? { choice, key: click.key, mayReplace: click.mayReplace }
    : null;
  const frame = frameOf(deps, request, click?.language ?? null);
  response.set(problem.headers);
  sendPage(response, problem.status, cashierPage({ ...page, ...frame, trouble: { kind, again } }));
}

function askerOf(order: StoredOrder) {
  const { merchant, orderId } = order.key;
  // Keys of one order's page never meet those of another, nor the merchant's.
  return { scope: `pay/${merchant}/${orderId}`, keyId: cashierKeyId, role: 'merchant' } as const;
}

async function open(
  deps: RouteDeps,
  { order, request }: Visit,
  click: Click,
): ReturnType<typeof openAttempt> {
  const returnUrl = `${new URL(deps.publicUrl).origin}${returnAddress(frameOf(deps, request, click.language))}`;
  return openAttempt(deps, order, click.request, {
    asker: askerOf(order),
    key: click.key,
    returnUrl,
  });
}

/** How long a click waits for the same click before it, ms: longer than that is answered. */
const sameClickMs = 6_000;
const lookAgainMs = 150;

/** A form that a double click sent twice, where no script stops it: both are led to the one payment. */
async function openOnce(
  deps: RouteDeps,
  visit: Visit,
  click: Click,
): ReturnType<typeof openAttempt> {
  const untilMs = performance.now() + sameClickMs;
  for (;;) {
    try {
      return await open(deps, visit, click);
    } catch (error) {
      const isUnderWay = toProblem(error).code === 'idempotency_key_in_use';
      if (!isUnderWay || performance.now() > untilMs) throw error;
      await setTimeout(lookAgainMs);
    }
  }
}

async function answerForm(deps: RouteDeps, visit: Visit): Promise<void> {
  const { request, response } = visit;
  const from: { click: Click | null } = { click: null };
  try {
    const click = await readClick(deps.channels, request, true);
    from.click = click;
    const question = await questionFor(deps, visit, click);
    if (question !== null) {
      sendOn(response, question);
      return;
    }
    const { body } = await openOnce(deps, visit, click);
    // By the fragment, which no server sees, the page knows that this click is to lead on.
    const leads = body.action?.type === 'redirect' ? '#go' : '';
    sendOn(response, `${pageOf(deps, visit, click)}${leads}`);
  } catch (error) {
    await sendTrouble(deps, visit, from.click, toProblem(error));
  }
}

/** `POST /pay/{token}/attempts`: the shopper's click. */
export const clickToPay = tokenRoute({
  name: 'clickToPay',
  method: 'post',
  path: '/pay/{token}/attempts',
  tag: 'cashier',
  summary: 'The shopper’s click',
  description:
    'Opens a payment, or hands out the one that is open. The page sends a form, whose field `idempotency_key` names the click, and is led on by 303; where another payment may still be made it is first led to a question, which `switch=yes` answers. A program sends JSON with the header `Idempotency-Key`, which must be there, and is not asked. The shopper’s own address is taken from the connection.',
  parts: { token: tokenPart },
  takesKey: true,
  body: {
    description: 'A form of the page, or JSON; 64 KiB at most.',
    content: {
      'application/json': attemptRequest,
      'application/x-www-form-urlencoded': z.string().meta({
        description: '`channel`, `method`, `account`, `idempotency_key`, `switch`, `lang`.',
        example: `channel=${exampleChannel.channel}&method=qr&idempotency_key=7f0c`,
      }),
    },
  },
  answers: {
    200: {
      description: 'A payment that can still be made, handed out again; of a program.',
      content: { 'application/json': clickedObject },
    },
    201: {
      description: 'A payment was begun; of a program.',
      content: { 'application/json': clickedObject },
    },
    303: onward,
  },
  problems: [
    'invalid_json',
    'body_too_deep',
    'unsupported_media_type',
    'idempotency_key_missing',
    'idempotency_key_invalid',
    'idempotency_key_reused',
    'idempotency_key_in_use',
    ...clickProblems,
  ],
  show: showProblem,
  answer: async (deps, order, request, response) => {
    const visit = { order, request, response };
    if (isForm(request)) {
      await answerForm(deps, visit);
      return;
    }
    const { status, body } = await open(
      deps,
      visit,
      await readClick(deps.channels, request, false),
    );
    response.status(status).set('cache-control', 'no-store').json(clicked(body));
  },
});
