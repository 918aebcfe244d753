import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { FaultKind } from '../engine/fault-kinds.ts';
import type { Call, Outcome } from './call.ts';
import { endpoints, type CallSubject, type Endpoint } from './endpoints.ts';
import type { MerchantAccount } from './merchant-account.ts';
import { signatureHeaders, type Signing } from './platform-signature.ts';
import { verifyRequest } from './request-signature.ts';
import { takeFault, type WechatContext } from './wechat-context.ts';
import { refusalWith, WechatError } from './wechat-error.ts';

const delayByDefaultMs = 1_000;
const landsByDefaultMs = 3_000;

/** The caller hears nothing: the connection ends without an answer. */
const silence = Symbol('silence');
type Reply = Readonly<{ status: number; body?: unknown }> | typeof silence;

type Taker = (kind: FaultKind) => ReturnType<typeof takeFault>;

function takerOf(context: WechatContext, endpoint: Endpoint, subject: CallSubject): Taker {
  const { operation } = endpoint;
  if (operation === 'certificates') return () => undefined;
  return (kind) => takeFault(context, operation, kind, subject);
}

function rawBody(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

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

function landLater(context: WechatContext, endpoint: Endpoint, call: Call, inMs: number): void {
  const { method } = endpoint;
  const task = { kind: 'land_create', account: call.account.name, method, body: call.body };
  const dueMs = context.clock.nowMs() + inMs;
  context.journal.write([context.later.planned('wechat', dueMs, task)]);
}

function performed(context: WechatContext, endpoint: Endpoint, call: Call): Outcome | Reply {
  try {
    return endpoint.perform(context, call);
  } catch (error) {
    return refusal(error);
  }
}

async function replyTo(
  context: WechatContext,
  endpoint: Endpoint,
  call: Call,
  take: Taker,
): Promise<Reply> {
  const delay = take('delay');
  if (delay !== undefined) {
    await wait(delay.delay_ms ?? context.clock.scaledMs(delayByDefaultMs));
  }
  if (take('lost_request')) return silence;
  if (take('rate_limited')) return refusal(new WechatError('FREQUENCY_LIMITED', '频率超限'));
  if (take('error_before')) return refusal(new WechatError('SYSTEM_ERROR', '系统错误'));
  const refused = take('refuse');
  if (refused !== undefined) return refusal(refusalWith(refused.code));
  const late = endpoint.operation === 'create' ? take('create_lands_late') : undefined;
  if (late !== undefined) {
    const inMs = late.delay_ms ?? context.clock.scaledMs(landsByDefaultMs);
    landLater(context, endpoint, call, inMs);
    return silence;
  }
  const reply = performed(context, endpoint, call);
  if (take('lost_response')) return silence;
  if (take('error_after')) return refusal(new WechatError('SYSTEM_ERROR', '系统错误'));
  return reply;
}

function send(
  context: WechatContext,
  response: Response,
  reply: Exclude<Reply, typeof silence>,
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

function signingOf(take: Taker): Signing {
  if (take('bad_signature')) return 'broken';
  return take('callback_probe') ? 'probe' : 'right';
}

async function answer(
  context: WechatContext,
  endpoint: Endpoint,
  request: Request,
  response: Response,
): Promise<void> {
  const nowMs = context.clock.wireMs();
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
      nowMs,
    );
    const call = readCall(request, account);
    const subject = endpoint.subject(context, call);
    const number = subject.refundNumber ?? subject.number;
    context.requests.add({ channel: 'wechat', operation: endpoint.operation, number, atMs: nowMs });
    const take = takerOf(context, endpoint, subject);
    const reply = await replyTo(context, endpoint, call, take);
    if (reply === silence) request.socket.destroy();
    else send(context, response, reply, account, signingOf(take));
  } catch (error) {
    const reply = refusal(error);
    if (reply !== silence) send(context, response, reply, account, 'right');
  }
}

/** The wire of WeChat Pay APIv3, to be mounted under /wechat. */
export function createRoutes(context: WechatContext): Router {
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: '256kb' }));
  for (const endpoint of endpoints) {
    router[endpoint.verb](endpoint.path, (request, response) =>
      answer(context, endpoint, request, response),
    );
  }
  router.use((_request, response) => {
    const error = new WechatError('NOT_FOUND', 'No such call');
    send(context, response, { status: error.status, body: error.body() }, undefined, 'right');
  });
  return router;
}
