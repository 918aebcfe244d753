import express from 'express';
import type { Request, Response, Router } from 'express';
import { ControlError } from './engine/control-error.ts';
import { messagePage, phonePage } from './engine/phone-page.ts';
import type { SimulatedChannel } from './engine/simulated-channel.ts';

function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://sandbox').searchParams;
}

function backUrlOf(query: URLSearchParams): string | undefined {
  const back = query.get('redirect_url') ?? '';
  return /^https?:\/\//.test(back) ? back : undefined;
}

function showPayment(channel: SimulatedChannel, request: Request, response: Response): void {
  const view = channel.phone(String(request.params['number']));
  if (view === undefined) {
    response.status(404).send(messagePage('No such payment.'));
    return;
  }
  const query = queryOf(request);
  const declined = query.get('declined') !== null;
  query.delete('declined');
  const kept = query.size === 0 ? '' : `?${query.toString()}`;
  const backUrl = view.backUrl ?? backUrlOf(query);
  response.send(phonePage(view, { channel: channel.name, query: kept, declined, backUrl }));
}

function tap(
  channel: SimulatedChannel,
  action: 'pay' | 'decline' | 'scan',
  request: Request,
  response: Response,
): void {
  const number = String(request.params['number']);
  try {
    channel[action]({ number });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    response.status(error.status).send(messagePage(error.message));
    return;
  }
  const query = queryOf(request);
  if (action === 'decline') query.set('declined', '');
  const suffix = query.size === 0 ? '' : `?${query.toString()}`;
  response.redirect(303, `/phone/${channel.name}/${encodeURIComponent(number)}${suffix}`);
}

function scanIfPossible(channel: SimulatedChannel, number: string): void {
  try {
    channel.scan({ number });
  } catch (error) {
    // It can't be paid any more: the page says why.
    if (!(error instanceof ControlError)) throw error;
  }
}

/** The shoppers' phones, under /phone: scan a code, tap Pay or Decline. */
export function createPhoneRoutes(channels: ReadonlyMap<string, SimulatedChannel>): Router {
  const router = express.Router();
  router.get('/', (request, response) => {
    const code = queryOf(request).get('code') ?? '';
    for (const channel of channels.values()) {
      const number = channel.numberOfCode(code);
      if (number !== undefined) {
        scanIfPossible(channel, number);
        response.redirect(302, `/phone/${channel.name}/${encodeURIComponent(number)}`);
        return;
      }
    }
    response.status(404).send(messagePage('No channel knows this code.'));
  });
  for (const channel of channels.values()) {
    const path = `/${channel.name}/:number`;
    router.get(path, (request, response) => showPayment(channel, request, response));
    for (const action of ['pay', 'decline', 'scan'] as const) {
      router.post(`${path}/${action}`, (request, response) =>
        tap(channel, action, request, response),
      );
    }
  }
  return router;
}
