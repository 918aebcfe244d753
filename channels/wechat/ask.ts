import { z } from 'zod';
import type { NoAnswer } from '../worded-answers.ts';
import { meaningOf, troubleOf } from './error-table.ts';
import { errorReply, notExecuted, undecided } from '../no-answer.ts';
import type { ChannelOperation, Denial } from '../no-answer.ts';
import { storableCode, storableMessage, withoutPersonal } from '../outside-text.ts';
import type { PlatformKeys } from './platform-keys.ts';
import type { AccountNews, AccountProblem } from '../../domain/order/account-news.ts';
import type { HttpReply } from '../transport.ts';
import { readJson } from '../read-json.ts';
import type { SendSigned, WechatCall } from './signed-call.ts';
import { saidUnverified } from '../said-unverified.ts';
import { wordsOrNone } from '../unsaid.ts';
import { verifyPlatform } from './verify-platform.ts';

/** WeChat's answer, verified; an answer that proves nothing is a NoAnswer. */
export type WechatReply =
  Readonly<{ kind: 'accepted'; status: number; body: Buffer }> | Denial | NoAnswer;

/** Signs, sends once, verifies over the raw body, and only then reads. */
export type AskWechat = (
  operation: ChannelOperation,
  call: WechatCall,
  signal: AbortSignal,
) => Promise<WechatReply>;

const errorSchema = z.object({ code: z.string().min(1).max(64), message: wordsOrNone });

type Answered = Extract<HttpReply, { kind: 'answered' }>;

/** What an answer says, whoever wrote it: for people, and for the account's state. */
function problemOf(
  { status, headers, body }: Answered,
  isVerified: boolean,
  personal: readonly string[],
): AccountProblem {
  const said = readJson(errorSchema, body);
  const empty = `WeChat Pay answered HTTP ${status} without a word.`;
  const message = said === null ? empty : withoutPersonal(said.message, personal);
  const requestId = headers['request-id'];
  return {
    code: storableCode(said?.code ?? `HTTP_${status}`),
    message: storableMessage(message),
    requestId: requestId === undefined ? null : storableCode(requestId),
    isVerified,
  };
}

function newsOf(
  about: string,
  reply: HttpReply,
  isGenuine: boolean,
  call: WechatCall,
): AccountNews {
  if (reply.kind !== 'answered') {
    const { code, message } = reply;
    return {
      kind: 'silent',
      about,
      problem: { code, message, requestId: null, isVerified: false },
    };
  }
  const problem = problemOf(reply, isGenuine, personalOf(call));
  // A proxy or load balancer that answers for WeChat says no more than silence would.
  if (!isGenuine) return { kind: reply.status >= 500 ? 'silent' : 'distrusted', about, problem };
  const trouble = reply.status < 400 ? null : troubleOf(problem.code);
  return trouble === null ? { kind: 'verified', about } : { kind: trouble, about, problem };
}

function personalOf(call: WechatCall): readonly string[] {
  return call.method === 'POST' ? (call.personal ?? []) : [];
}

/** What was asked, so that a refusal of one kind of call is not taken for healed by another. */
function aboutOf(operation: ChannelOperation, { target }: WechatCall): string {
  return operation === 'create' ? `create ${target.split('/').at(-1) ?? ''}` : operation;
}

/**
 * @param now milliseconds since 1970, for the age of an answer's signature
 * @param onNews hears what each answer tells of the account
 */
export function createAskWechat(
  send: SendSigned,
  keys: PlatformKeys,
  now: () => number,
  onNews: (news: AccountNews) => void,
): AskWechat {
  return async (operation, call, signal) => {
    const about = aboutOf(operation, call);
    const reply = await send(call, signal);
    if (reply.kind !== 'answered') {
      // A call that its run gave up says nothing of the channel.
      if (!signal.aborted) onNews(newsOf(about, reply, false, call));
      if (reply.kind === 'not_sent') return notExecuted(reply.code, reply.message);
      return undecided(operation, reply.code, reply.message);
    }
    const { status, headers, body } = reply;
    const verdict = await verifyPlatform({ headers, body, receivedAtMs: now() }, keys, signal);
    const news = newsOf(about, reply, verdict.kind === 'genuine', call);
    onNews(news);
    if (verdict.kind !== 'genuine') {
      const code = status >= 500 ? `HTTP_${status}` : `ANSWER_${verdict.kind.toUpperCase()}`;
      const said = news.kind === 'verified' ? '' : saidUnverified(news.problem);
      return undecided(
        operation,
        code,
        `The answer (HTTP ${status}) is not believed. ${verdict.detail}${said}`,
      );
    }
    if (status === 200 || status === 204) return { kind: 'accepted', status, body };
    return readError(operation, status, body, personalOf(call));
  };
}

function readError(
  operation: ChannelOperation,
  status: number,
  body: Buffer,
  personal: readonly string[],
): WechatReply {
  const error = readJson(errorSchema, body);
  if (error === null) {
    return undecided(operation, `HTTP_${status}`, `The answer (HTTP ${status}) could not be read.`);
  }
  return errorReply(operation, meaningOf(operation, { status, ...error }), error, personal);
}
