import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { performCall, receiveCall, silence } from '../engine/perform-call.ts';
import { rawBody, takeRawBody } from '../engine/raw-body.ts';
import type { Signing } from '../engine/callbacks.ts';
import type { FaultTaker } from '../engine/take-fault.ts';
import type { Call } from './call.ts';
import { endpoints, type Endpoint } from './endpoints.ts';
import type { MerchantAccount } from './merchant-account.ts';
import { signatureHeaders } from './platform-signature.ts';
import { verifyRequest } from './request-signature.ts';
import type { WechatContext } from './wechat-context.ts';
import { refusalWith, WechatError } from './wechat-error.ts';

type Reply = Readonly<{ status: number; body?: unknown }>;

const refusals = {
  rateLimited: () => new WechatError('FREQUENCY_LIMITED', '频率超限'),
  errorBefore: () => new WechatError('SYSTEM_ERROR', '系统错误'),
  errorAfter: () => new WechatError('SYSTEM_ERROR', '系统错误'),
  refuse: refusalWith,
};

function parseBody(request: Request): unknown {
  if (request.method === 'GET') return undefined;
  if (request.is('application/json') === false) {
    throw new WechatError('PARAM_ERROR', 'Content-Type must be application/json');
  }
  try {
    return JSON.parse(rawBody(request).toString('utf8'));
  } catch {
    throw new WechatError('PARAM_ERROR', 'The body is not JSON');
  }
}

function readCall(request: Request, account: MerchantAccount): Call {
  const params = z.record(z.string(), z.string()).parse(request.params);
  const query = new URL(request.originalUrl, 'http://sandbox').searchParams;
  return { account, params, query, body: parseBody(request) };
}

function refusal(error: unknown): Reply {
  if (!(error instanceof WechatError)) throw error;
  return { status: error.status, body: error.body() };
}

function orRefused(perform: () => Reply): Reply {
  try {
    return perform();
  } catch (error) {
    return refusal(error);
  }
}

async function replyTo(
  context: WechatContext,
  endpoint: Endpoint,
  call: Call,
  take: FaultTaker,
): Promise<Reply | typeof silence> {
  const { operation, method } = endpoint;
  const { account, body } = call;
  const landing = operation === 'create' ? { account: account.name, method, body } : undefined;
  // A refused call has an answer too, which `lost_response` and `error_after` take away.
  const perform = (): Reply => orRefused(() => endpoint.perform(context, call));
  try {
    return await performCall(context, take, { refusals, landing, perform });
  } catch (error) {
    return refusal(error);
  }
}

function send(
  context: WechatContext,
  response: Response,
  reply: Reply,
  account: MerchantAccount | undefined,
  signing: Signing,
): void {
  const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
  if (account !== undefined) {
    response.set(signatureHeaders(account, body, context.clock.wireMs(), signing));
  }
  response.status(reply.status).set('Request-ID', randomUUID());
  if (body === '') {
    response.end();
    return;
  }
  response.set('Content-Type', 'application/json; charset=utf-8').end(body);
}

function signingOf(take: FaultTaker): Signing {
  if (take('bad_signature')) return 'broken';
  return take('callback_probe') ? 'probe' : 'right';
}

async function answer(
  context: WechatContext,
  endpoint: Endpoint,
  request: Request,
  response: Response,
): Promise<void> {
  let account: MerchantAccount | undefined;
  try {
    account = verifyRequest(
      {
        method: request.method,
        target: request.originalUrl,
        authorization: request.get('authorization'),
        body: rawBody(request),
      },
      context.register,
      context.clock.wireMs(),
    );
    const call = readCall(request, account);
    const take = receiveCall(context, endpoint.operation, endpoint.subject(context, call));
    const reply = await replyTo(context, endpoint, call, take);
    if (reply === silence) request.socket.destroy();
    else send(context, response, reply, account, signingOf(take));
  } catch (error) {
    send(context, response, refusal(error), account, 'right');
  }
}

/** The wire of WeChat Pay APIv3, to be mounted under /wechat. */
export function createRoutes(context: WechatContext): Router {
  const router = express.Router();
  router.use(takeRawBody);
  for (const endpoint of endpoints) {
    router[endpoint.verb](endpoint.path, (request, response) =>
      answer(context, endpoint, request, response),
    );
  }
  // Where no call of WeChat Pay is, something before it answers: without a word, and unsigned.
  for (const { path } of endpoints) {
    router.all(path, (_request, response) => {
      response.status(405).end();
    });
  }
  router.use((_request, response) => {
    response.status(404).end();
  });
  return router;
}
