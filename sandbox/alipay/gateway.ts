import express from 'express';
import type { Request, Response, Router } from 'express';
import { performCall, receiveCall, silence } from '../engine/perform-call.ts';
import { messagePage } from '../engine/phone-page.ts';
import { rawBody, takeRawBody } from '../engine/raw-body.ts';
import type { FaultTaker } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError, refusalWith } from './alipay-error.ts';
import { subjectOf, type Call, type Fields } from './call.ts';
import { encodeText, type Charset } from './charset.ts';
import { proveRequest, readGatewayRequest, type GatewayRequest } from './gateway-request.ts';
import { openedMethods, serverMethods } from './methods.ts';
import { openOffer } from './offer.ts';
import { signBytes, type Signing } from './signature.ts';
import type { Trade } from './trade.ts';

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

const refusals = {
  rateLimited: () => new AlipayError('app-call-limited'),
  errorBefore: () => new AlipayError('isp.unknow-error'),
  errorAfter: () => new AlipayError('ACQ.SYSTEM_ERROR'),
  refuse: refusalWith,
};

/** What makes a precreate later, when it is lost on the way and arrives all the same. */
function landingOf({ account, ...call }: Call): object | undefined {
  if (call.method !== 'alipay.trade.precreate') return undefined;
  const { charset, method, notifyUrl, returnUrl, content } = call;
  return { account: account.name, charset, method, notifyUrl, returnUrl, content };
}

async function answerServer(
  context: AlipayContext,
  request: GatewayRequest,
  { socket }: Request,
  response: Response,
): Promise<void> {
  const heard: { take: FaultTaker } = { take: () => undefined };
  const send = (node: Fields): void => {
    const signing = heard.take('bad_signature') ? 'broken' : 'right';
    sendJson(response, signedBody(request, node, signing), request.charset);
  };
  try {
    const method = serverMethods.get(request.method);
    if (method === undefined) throw new AlipayError('isv.invalid-method');
    const call = proveRequest(request);
    const take = receiveCall(context, method.operation, subjectOf(context, call));
    heard.take = take;
    const perform = (): Fields => method.perform(context, call);
    const landing = landingOf(call);
    const done = await performCall(context, take, { refusals, landing, perform });
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
  const take = receiveCall(context, 'create', subjectOf(context, call));
  const perform = (): Trade => openOffer(context, call, method);
  const trade = await performCall(context, take, { refusals, landing: undefined, perform });
  if (trade === silence) {
    browser.socket.destroy();
    return;
  }
  const status = browser.method === 'GET' ? 302 : 303;
  response.redirect(status, `/phone/alipay/${encodeURIComponent(trade.number)}`);
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
  router.use(takeRawBody);
  router.get('/gateway.do', (request, response) => answer(context, request, response));
  router.post('/gateway.do', (request, response) => answer(context, request, response));
  return router;
}
