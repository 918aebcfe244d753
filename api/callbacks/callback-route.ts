import { z } from 'zod';
import type { Request, Response } from 'express';
import type { Acknowledgement, CallbackReading, RawCallback } from '../../channels/channel.ts';
import { isFreshCallback } from '../../domain/decide/fresh-callback.ts';
import { storeCallback } from '../../ledger/inbox/inbox.ts';
import type { ApiDeps, RouteDeps } from '../api-deps.ts';
import { plainHeaders } from './callback-headers.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { addressCaller } from '../limits/address-caller.ts';
import { accountParts, namedAccount } from '../objects/account-parts.ts';
import { callerAddress } from '../http/caller-address.ts';
import { readBytes } from '../http/request-body.ts';
import { requestIdOf } from '../http/request-id.ts';
import { readParts } from '../http/path-part.ts';
import { type ContentForms, rawRoute } from '../http/route.ts';

type Verified = Extract<CallbackReading, { kind: 'verified' }>;

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

function acknowledge(response: Response, acknowledgement: Acknowledgement): void {
  response.status(acknowledgement.status);
  if (acknowledgement.contentType !== null) response.type(acknowledgement.contentType);
  response.end(acknowledgement.body);
}

function accountOf(deps: ApiDeps, request: Request): OfferedAccount {
  return namedAccount(deps.channels, readParts(accountParts, request.params));
}

/** A callback that is not believed costs a signature's check and a row, so it counts as so many calls. */
const refusedCost = 5;

async function take(deps: RouteDeps, request: Request, response: Response): Promise<void> {
  const at = accountOf(deps, request);
  const body = await readBytes(request);
  const raw = { headers: plainHeaders(request.headers), body, receivedAtMs: Date.now() };
  const reading = await at.account.readCallback(raw);
  if (reading.kind === 'verified') {
    await deps.database.room();
    await keepVerified(deps, at, raw, reading);
    acknowledge(response, at.channel.acknowledged);
    return;
  }
  // Only here: whoever forges callbacks, and from wherever, keeps no genuine one out. Beyond the
  // limit no more is read of it than what showed that it is not signed.
  await deps.gate.pass(addressCaller(callerAddress(request)), refusedCost);
  await deps.refusedCallbacks.note({ at, raw, reading, requestId: requestIdOf(response) });
  acknowledge(response, at.channel.refused(reading.reason));
}

/** Answers are for channels, each of which reads its own words only. */
function inWordsOf(json: object, text: string): ContentForms {
  return {
    'application/json': z.unknown().meta({ description: 'Any JSON.', example: json }),
    'text/plain': z.string().meta({ description: 'A word.', example: text }),
  };
}

const sent: ContentForms = {
  'application/json': z.unknown().meta({
    description: 'Any JSON; the channel’s headers sign its bytes.',
    example: { id: 'EV-1', event_type: 'TRANSACTION.SUCCESS' },
  }),
  'application/x-www-form-urlencoded': z.string().meta({
    description: 'A form; one of its fields signs the others.',
    example: 'notify_id=N-1&trade_status=TRADE_SUCCESS&sign=c2lnbmVk',
  }),
};

/**
 * `POST /callbacks/{channel}/{account}`. A verified callback is in the inbox before it
 * is acknowledged; whichever process dies after that, a relay hands it to its order.
 */
export const takeCallback = rawRoute({
  name: 'takeCallback',
  method: 'post',
  path: '/callbacks/{channel}/{account}',
  tag: 'callbacks',
  summary: 'A channel calls back',
  description:
    'For the channels alone, authenticated by their signatures. An unverified one at most brings a query forward. The bodies of requests and answers are those of the channel.',
  parts: accountParts,
  body: {
    content: sent,
    description: 'As the channel signed it, byte for byte.',
  },
  answers: {
    200: {
      description: 'Kept, in the channel’s own words.',
      content: inWordsOf({ code: 'SUCCESS' }, 'success'),
    },
    204: { description: 'Kept.', content: {} },
    401: {
      description: 'The signature does not hold, in the channel’s own words.',
      content: inWordsOf({ code: 'FAIL', message: 'forged' }, 'failure'),
    },
  },
  isLimited: false,
  problems: [
    'account_not_found',
    'rate_limited',
    'unsupported_media_type',
    'overloaded',
    'ledger_unavailable',
    'internal_error',
  ],
  answer: take,
});
