import { z } from 'zod';
import type { NoAnswer } from '../worded-answers.ts';
import { readJson } from '../read-json.ts';
import type { HttpReply, Transport } from '../transport.ts';
import { meaningOf } from './error-table.ts';
import { errorReply, mismatch, notExecuted, undecided, unreadable } from '../no-answer.ts';
import type { ChannelOperation, Denial } from '../no-answer.ts';
import type { AlipayCharset, AlipaySettings } from './settings.ts';
import { takeApart } from './signed-answer.ts';
import { signedRequest } from './signed-request.ts';
import { verifyAlipay } from './verify-alipay.ts';

/** A call about one payment. */
export type AlipayQuestion = Readonly<{
  operation: ChannelOperation;
  paymentNumber: string;
  content: Readonly<Record<string, string | readonly string[] | undefined>>;
  notifyUrl?: string;
}>;

/** Alipay's answer, verified; an answer that proves nothing is a NoAnswer. */
export type AlipayReply =
  | Readonly<{ kind: 'accepted'; node: string }>
  /** 10003: accepted, and not decided yet. */
  | Readonly<{ kind: 'in_process' }>
  | Denial
  | NoAnswer;

/** Signs, sends once, verifies over the raw node, and only then reads. */
export type AskAlipay = (question: AlipayQuestion, signal: AbortSignal) => Promise<AlipayReply>;

const methods: Readonly<Record<ChannelOperation, string>> = Object.freeze({
  create: 'alipay.trade.precreate',
  query: 'alipay.trade.query',
  close: 'alipay.trade.close',
  refund: 'alipay.trade.refund',
  refund_query: 'alipay.trade.fastpay.refund.query',
});

const resultSchema = z.object({
  code: z.string().regex(/^\d{5}$/),
  msg: z.string().default(''),
  sub_code: z.string().max(80).default(''),
  sub_msg: z.string().default(''),
  out_trade_no: z.string().optional(),
});

/** @param now milliseconds since 1970, for the request's timestamp */
export function createAskAlipay(
  settings: AlipaySettings,
  transport: Transport,
  now: () => number,
): AskAlipay {
  return async (question, signal) => {
    const { operation, content, notifyUrl } = question;
    const method = methods[operation];
    const parameters = signedRequest({ method, content, notifyUrl }, settings, now());
    const body = new URLSearchParams({ biz_content: parameters.get('biz_content') ?? '' });
    // As in the official clients, only the content is posted; the rest is in the address.
    parameters.delete('biz_content');
    const call = {
      method: 'POST',
      url: `${settings.gatewayUrl}?${parameters.toString()}`,
      headers: {
        'content-type': `application/x-www-form-urlencoded;charset=${settings.charset}`,
        'user-agent': 'PaidOnce',
      },
      body: body.toString(),
    } as const;
    const reply = await transport(call, signal);
    if (reply.kind === 'not_sent') return notExecuted(reply.code, reply.message);
    if (reply.kind === 'no_answer') return undecided(operation, reply.code, reply.message);
    return readReply(question, `${method.replaceAll('.', '_')}_response`, reply, settings);
  };
}

function readReply(
  { operation, paymentNumber }: AlipayQuestion,
  nodeName: string,
  { status, headers, body }: Extract<HttpReply, { kind: 'answered' }>,
  settings: AlipaySettings,
): AlipayReply {
  if (status !== 200) {
    return undecided(operation, `HTTP_${status}`, `Alipay answered with HTTP ${status}.`);
  }
  const charset = charsetOf(headers['content-type'] ?? '', settings.charset);
  const answer = takeApart(body, nodeName, charset);
  if (answer === null) return unreadable(operation);
  const claim = {
    signed: answer.node,
    sign: answer.sign?.toString('latin1') ?? null,
    certificateNumber: answer.certificateNumber?.toString('latin1') ?? null,
  };
  const verdict = verifyAlipay(claim, settings);
  if (verdict.kind !== 'genuine') {
    const code = `ANSWER_${verdict.kind.toUpperCase()}`;
    return undecided(operation, code, `The answer is not believed. ${verdict.detail}`);
  }
  const node = new TextDecoder(charset).decode(answer.node);
  const result = readJson(resultSchema, node);
  if (result === null) return unreadable(operation);
  if (result.out_trade_no !== undefined && result.out_trade_no !== paymentNumber) {
    return mismatch(operation, 'out_trade_no');
  }
  if (result.code === '10000') return { kind: 'accepted', node };
  if (result.code === '10003') return { kind: 'in_process' };
  return readError(operation, result);
}

// Some errors come in another charset than the one that was asked for.
function charsetOf(contentType: string, asked: AlipayCharset): AlipayCharset {
  const named = /charset=["']?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (named === 'utf-8' || named === 'utf8') return 'utf-8';
  return named?.startsWith('gb') ? 'gbk' : asked;
}

function readError(
  operation: ChannelOperation,
  result: Readonly<z.infer<typeof resultSchema>>,
): AlipayReply {
  const code = result.sub_code === '' ? `CODE_${result.code}` : result.sub_code;
  const message = result.sub_msg === '' ? result.msg : result.sub_msg;
  const meaning = meaningOf(operation, { code: result.code, subCode: result.sub_code });
  return errorReply(operation, meaning, { code, message });
}
