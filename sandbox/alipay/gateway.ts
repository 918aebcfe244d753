import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import type { Request, Response, Router } from 'express';
import type { FaultKind, Operation } from '../engine/fault-kinds.ts';
import type { Fault } from '../engine/faults.ts';
import { messagePage } from '../engine/phone-page.ts';
import { takeFault, type AlipayContext } from './alipay-context.ts';
import { AlipayError, refusalWith } from './alipay-error.ts';
import { subjectOf, type Call, type Fields } from './call.ts';
import { encodeText, type Charset } from './charset.ts';
import { proveRequest, readGatewayRequest, type GatewayRequest } from './gateway-request.ts';
import { openedMethods, serverMethods } from './methods.ts';
import { openOffer } from './offer.ts';
import { signBytes, type Signing } from './signature.ts';

const delayByDefaultMs = 1_000;
const landsByDefaultMs = 3_000;

/** The caller hears nothing: the connection ends without an answer. */
const silence = Symbol('silence');
type Taker = (kind: FaultKind) => Fault | undefined;

function toJson(value: unknown): string {
  // The real gateway escapes slashes: a client that verifies its own re-serialisation instead of
  // these bytes fails.
  return JSON.stringify(value).replaceAll('/', '\\/');
}

function success(fields: Fields): Fields {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return { code: '10000', msg: 'Success', ...Object.fromEntries(sorted) };
}

/** The node's own bytes are what is signed, in the charset of the request. */
function signedBody(request: GatewayRequest, node: Fields, signing: Signing): Buffer {
  const { account, method, charset, byCertificate } = request;
  const name = `${method.replaceAll('.', '_')}_response`;
  const text = toJson(node);
  const sign = signBytes(account, encodeText(text, charset), signing);
  const serial = byCertificate ? `"alipay_cert_sn":"${account.alipayCertificateSerial}",` : '';
  return encodeText(`{"${name}":${text},${serial}"sign":"${sign}"}`, charset);
}

function sendJson(response: Response, body: Buffer, charset: Charset): void {
  // The gateway answers 200 whatever it says; codes are in the node.
  response.status(200).set('Content-Type', `text/html;charset=${charset}`).end(body);
}

function takerOf(context: AlipayContext, operation: Operation, call: Call): Taker {
  const subject = subjectOf(context, call);
  const number = subject.requestNo ?? subject.number;
  context.requests.add({ channel: 'alipay', operation, number, atMs: context.clock.wireMs() });
  return (kind) => takeFault(context, operation, kind, subject);
}

async function withFaults<T>(
  context: AlipayContext,
  take: Taker,
  landLater: ((inMs: number) => void) | undefined,
  perform: () => T,
): Promise<T | typeof silence> {
  const delay = take('delay');
  if (delay !== undefined) {
    await wait(delay.delay_ms ?? context.clock.scaledMs(delayByDefaultMs));
  }
  if (take('lost_request')) return silence;
  if (take('rate_limited')) throw new AlipayError('app-call-limited');
  if (take('error_before')) throw new AlipayError('isp.unknow-error');
  const refused = take('refuse');
  if (refused !== undefined) throw refusalWith(refused.code);
  const late = landLater && take('create_lands_late');
  if (late !== undefined) {
    landLater?.(late.delay_ms ?? context.clock.scaledMs(landsByDefaultMs));
    return silence;
  }
  const done = perform();
  if (take('lost_response')) return silence;
  if (take('error_after')) throw new AlipayError('ACQ.SYSTEM_ERROR');
  return done;
}

function landing(context: AlipayContext, call: Call): ((inMs: number) => void) | undefined {
  if (call.method !== 'alipay.trade.precreate') return undefined;
  const { account, charset, method, notifyUrl, returnUrl, content } = call;
  const asked = { charset, method, notifyUrl, returnUrl, content };
  const task = { kind: 'land_create', account: account.name, ...asked };
  return (inMs) => {
    const dueMs = context.clock.nowMs() + inMs;
    context.journal.write([context.later.planned('alipay', dueMs, task)]);
  };
}

async function answerServer(
  context: AlipayContext,
  request: GatewayRequest,
  { socket }: Request,
  response: Response,
): Promise<void> {
  const heard: { take: Taker } = { take: () => undefined };
  const send = (node: Fields): void => {
    const signing = heard.take('bad_signature') ? 'broken' : 'right';
    sendJson(response, signedBody(request, node, signing), request.charset);
  };
  try {
    const method = serverMethods.get(request.method);
    if (method === undefined) throw new AlipayError('isv.invalid-method');
    const call = proveRequest(request);
    const take = takerOf(context, method.operation, call);
    heard.take = take;
    const done = await withFaults(context, take, landing(context, call), () =>
      method.perform(context, call),
    );
    if (done === silence) socket.destroy();
    else send(success(done));
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    send(error.node());
  }
}

async function answerBrowser(
  context: AlipayContext,
  request: GatewayRequest,
  browser: Request,
  response: Response,
): Promise<void> {
  const method = openedMethods.get(request.method);
  if (method === undefined) throw new AlipayError('isv.invalid-method');
  const call = proveRequest(request);
  const take = takerOf(context, 'create', call);
  const trade = await withFaults(context, take, undefined, () => openOffer(context, call, method));
  if (trade === silence) {
    browser.socket.destroy();
    return;
  }
  const status = browser.method === 'GET' ? 302 : 303;
  response.redirect(status, `/phone/alipay/${encodeURIComponent(trade.number)}`);
}

function rawBody(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function rawQuery({ originalUrl }: Request): Buffer {
  const at = originalUrl.indexOf('?');
  return Buffer.from(at === -1 ? '' : originalUrl.slice(at + 1), 'latin1');
}

async function answer(context: AlipayContext, request: Request, response: Response): Promise<void> {
  let read: GatewayRequest;
  try {
    read = readGatewayRequest(context.register, rawQuery(request), rawBody(request));
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    const body = toJson({ error_response: error.node() });
    sendJson(response, Buffer.from(body), 'utf-8');
    return;
  }
  if (!openedMethods.has(read.method)) {
    await answerServer(context, read, request, response);
    return;
  }
  try {
    await answerBrowser(context, read, request, response);
  } catch (error) {
    if (!(error instanceof AlipayError)) throw error;
    response.status(400).send(messagePage(`Alipay: ${error.subCode}. ${error.message}`));
  }
}

/** The wire of the open platform's v1.0 gateway, to be mounted under /alipay. */
export function createGateway(context: AlipayContext): Router {
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: '256kb' }));
  router.get('/gateway.do', (request, response) => answer(context, request, response));
  router.post('/gateway.do', (request, response) => answer(context, request, response));
  return router;
}
