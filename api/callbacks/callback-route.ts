import type { Request, Response } from 'express';
import type { Acknowledgement, CallbackReading, RawCallback } from '../../channels/channel.ts';
import { storableMessage } from '../../channels/outside-text.ts';
import { isFreshCallback } from '../../domain/decide/fresh-callback.ts';
import { storeCallback } from '../../ledger/inbox/inbox.ts';
import { storeRefused } from '../../ledger/inbox/refused-callbacks.ts';
import type { ApiDeps } from '../api-deps.ts';
import { plainHeaders } from './callback-headers.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import type { EarlyPolls } from './early-polls.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { readBytes } from '../http/request-body.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { OpenRoute } from '../http/route.ts';

type Verified = Extract<CallbackReading, { kind: 'verified' }>;
type Refused = Extract<CallbackReading, { kind: 'refused' }>;

async function keepVerified(
  deps: ApiDeps,
  at: OfferedAccount,
  raw: RawCallback,
  reading: Verified,
): Promise<void> {
  const { news } = reading;
  const kept = {
    channel: at.channel.name,
    account: at.name,
    eventId: reading.eventId,
    headers: raw.headers,
    body: raw.body,
    receivedAtMs: raw.receivedAtMs,
    signedAtMs: reading.signedAtMs,
    fresh: isFreshCallback(reading.signedAtMs, raw.receivedAtMs),
  };
  if (news.kind === 'other') {
    await storeCallback(deps.database, { ...kept, channelNumber: null, news: null });
    return;
  }
  const { paymentNumber: channelNumber, ...said } = news;
  await deps.faults.reach('callback-before-store');
  await storeCallback(deps.database, { ...kept, channelNumber, news: said });
  await deps.faults.reach('callback-after-store');
}

async function keepRefused(
  deps: ApiDeps,
  at: OfferedAccount,
  raw: RawCallback,
  reading: Refused,
): Promise<void> {
  await storeRefused(deps.database, {
    channel: at.channel.name,
    account: at.name,
    reason: reading.reason,
    detail: storableMessage(reading.detail),
    paymentNumber: reading.paymentNumber && storableMessage(reading.paymentNumber),
    headers: raw.headers,
    body: raw.body,
    receivedAtMs: raw.receivedAtMs,
  });
}

function acknowledge(response: Response, acknowledgement: Acknowledgement): void {
  response.status(acknowledgement.status);
  if (acknowledgement.contentType !== null) response.type(acknowledgement.contentType);
  response.end(acknowledgement.body);
}

function accountOf(deps: ApiDeps, request: Request): OfferedAccount {
  const { channel, account } = request.params;
  const known =
    typeof channel === 'string' && typeof account === 'string'
      ? deps.channels.find(channel, account)
      : undefined;
  if (known !== undefined) return known;
  throw new ProblemError(
    'account_not_found',
    'This installation has no such channel account, so the callback was not read.',
  );
}

async function take(
  deps: ApiDeps,
  earlyPolls: EarlyPolls,
  request: Request,
  response: Response,
): Promise<void> {
  const at = accountOf(deps, request);
  const body = await readBytes(request, response);
  const raw = { headers: plainHeaders(request.headers), body, receivedAtMs: Date.now() };
  const reading = await at.account.readCallback(raw);
  if (reading.kind === 'verified') {
    await keepVerified(deps, at, raw, reading);
    acknowledge(response, at.channel.acknowledged);
    return;
  }
  await keepRefused(deps, at, raw, reading);
  const { reason } = reading;
  const about = { channel: at.channel.name, account: at.name, reason };
  deps.log.warn({ requestId: requestIdOf(response), ...about }, 'a callback was not verified');
  if (reading.paymentNumber !== null) {
    earlyPolls.bring(at.channel.name, at.name, reading.paymentNumber);
  }
  acknowledge(response, at.channel.refused(reason));
}

/**
 * `POST /callbacks/{channel}/{account}`. A verified callback is in the inbox before it
 * is acknowledged; whichever process dies after that, a relay hands it to its order.
 */
export function callbackRoute(deps: ApiDeps, earlyPolls: EarlyPolls): OpenRoute {
  return {
    method: 'post',
    path: '/callbacks/:channel/:account',
    answer: (request, response) => take(deps, earlyPolls, request, response),
  };
}
