import { z } from 'zod';
import type { NoAnswer } from '../worded-answers.ts';
import type { AccountNews, AccountProblem } from '../../domain/order/account-news.ts';
import { storableCode, storableMessage } from '../outside-text.ts';
import { readJson } from '../read-json.ts';
import { saidUnverified } from '../said-unverified.ts';
import type { HttpReply, Transport } from '../transport.ts';
import { meaningOf, troubleOf } from './error-table.ts';
import { errorReply, mismatch, notExecuted, undecided, unreadable } from '../no-answer.ts';
import type { ChannelOperation, Denial } from '../no-answer.ts';
import type { AlipayCharset, AlipaySettings } from './settings.ts';
import { takeApart } from './signed-answer.ts';
import { signedRequest } from './signed-request.ts';
import { orUnsaid, wordsOrNone } from '../unsaid.ts';
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
  msg: wordsOrNone,
  sub_code: orUnsaid(z.string().max(80)).transform((code) => code ?? ''),
  sub_msg: wordsOrNone,
  out_trade_no: orUnsaid(z.string()),
});

/** What is not of the call itself. */
export type AskAlipayDeps = Readonly<{
  /** Milliseconds since 1970, for the request's timestamp. */
  now: () => number;
  /** Hears what each answer tells of the account. */
  onNews: (news: AccountNews) => void;
}>;

/** Makes the calls of one app. */
export function createAskAlipay(
  settings: AlipaySettings,
  transport: Transport,
  { now, onNews }: AskAlipayDeps,
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
    if (reply.kind !== 'answered') {
      const problem = { ...problemIn(reply), requestId: null, isVerified: false };
      // A call that its run gave up says nothing of the channel.
      if (!signal.aborted) onNews({ kind: 'silent', about: operation, problem });
      if (reply.kind === 'not_sent') return notExecuted(reply.code, reply.message);
      return undecided(operation, reply.code, reply.message);
    }
    const read = readReply(question, `${method.replaceAll('.', '_')}_response`, reply, settings);
    onNews({ about: operation, ...read.news });
    return read.reply;
  };
}

function problemIn({ code, message }: AlipayWords): AlipayWords {
  return { code: storableCode(code), message: storableMessage(message) };
}

type AlipayWords = Readonly<{ code: string; message: string }>;
type Answered = Extract<HttpReply, { kind: 'answered' }>;
type News =
  | Readonly<{ kind: 'verified' }>
  | Readonly<{ kind: 'refused' | 'distrusted' | 'silent'; problem: AccountProblem }>;
type Read = Readonly<{ reply: AlipayReply; news: News }>;

function wordsOf(
  { status, headers }: Answered,
  node: string | null,
  isVerified: boolean,
): AccountProblem {
  const result = node === null ? null : readJson(resultSchema, node);
  const said =
    result === null
      ? { code: `HTTP_${status}`, message: `Alipay answered HTTP ${status}, unreadable.` }
      : errorWords(result);
  const traceId = headers['trace_id'];
  const requestId = traceId === undefined ? null : storableCode(traceId);
  return { ...problemIn(said), requestId, isVerified };
}

function disbelieved(problem: AccountProblem, reply: (said: string) => NoAnswer): Read {
  return { reply: reply(saidUnverified(problem)), news: { kind: 'distrusted', problem } };
}

function readReply(
  { operation, paymentNumber }: AlipayQuestion,
  nodeName: string,
  answered: Answered,
  settings: AlipaySettings,
): Read {
  const { status, headers, body } = answered;
  const charset = charsetOf(headers['content-type'] ?? '', settings.charset);
  const answer = takeApart(body, nodeName, charset);
  const node = answer === null ? null : new TextDecoder(charset).decode(answer.node);
  if (status !== 200) {
    const words = `Alipay answered with HTTP ${status}.`;
    const problem = wordsOf(answered, node, false);
    // A proxy or load balancer that answers for Alipay says no more than silence would.
    const kind = status >= 500 ? 'silent' : 'distrusted';
    const reply = undecided(operation, `HTTP_${status}`, words + saidUnverified(problem));
    return { reply, news: { kind, problem } };
  }
  if (answer === null || node === null) {
    return disbelieved(wordsOf(answered, null, false), () => unreadable(operation));
  }
  const claim = {
    signed: answer.node,
    sign: answer.sign?.toString('latin1') ?? null,
    certificateNumber: answer.certificateNumber?.toString('latin1') ?? null,
  };
  const verdict = verifyAlipay(claim, settings);
  if (verdict.kind !== 'genuine') {
    const code = `ANSWER_${verdict.kind.toUpperCase()}`;
    return disbelieved(wordsOf(answered, node, false), (said) =>
      undecided(operation, code, `The answer is not believed. ${verdict.detail}${said}`),
    );
  }
  const result = readJson(resultSchema, node);
  if (result === null) return { reply: unreadable(operation), news: { kind: 'verified' } };
  const trouble = troubleOf(result.sub_code);
  return {
    reply: readResult({ operation, paymentNumber }, node, result),
    news:
      trouble === null
        ? { kind: 'verified' }
        : { kind: trouble, problem: wordsOf(answered, node, true) },
  };
}

function readResult(
  { operation, paymentNumber }: Pick<AlipayQuestion, 'operation' | 'paymentNumber'>,
  node: string,
  result: Readonly<z.infer<typeof resultSchema>>,
): AlipayReply {
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
  const meaning = meaningOf(operation, { code: result.code, subCode: result.sub_code });
  return errorReply(operation, meaning, errorWords(result));
}

function errorWords(result: Readonly<z.infer<typeof resultSchema>>): AlipayWords {
  return {
    code: result.sub_code === '' ? `CODE_${result.code}` : result.sub_code,
    message: result.sub_msg === '' ? result.msg : result.sub_msg,
  };
}
