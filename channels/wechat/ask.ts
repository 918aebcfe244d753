import { z } from 'zod';
import type { NoAnswer } from '../worded-answers.ts';
import { meaningOf } from './error-table.ts';
import { errorReply, notExecuted, undecided } from '../no-answer.ts';
import type { ChannelOperation, Denial } from '../no-answer.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { readJson } from '../read-json.ts';
import type { SendSigned, WechatCall } from './signed-call.ts';
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

const errorSchema = z.object({ code: z.string().min(1).max(64), message: z.string().default('') });

/** @param now milliseconds since 1970, for the age of an answer's signature */
export function createAskWechat(
  send: SendSigned,
  keys: PlatformKeys,
  now: () => number,
): AskWechat {
  return async (operation, call, signal) => {
    const reply = await send(call, signal);
    if (reply.kind === 'not_sent') return notExecuted(reply.code, reply.message);
    if (reply.kind === 'no_answer') return undecided(operation, reply.code, reply.message);
    const { status, headers, body } = reply;
    const verdict = await verifyPlatform({ headers, body, receivedAtMs: now() }, keys, signal);
    if (verdict.kind !== 'genuine') {
      const code = status >= 500 ? `HTTP_${status}` : `ANSWER_${verdict.kind.toUpperCase()}`;
      return undecided(
        operation,
        code,
        `The answer (HTTP ${status}) is not believed. ${verdict.detail}`,
      );
    }
    if (status === 200 || status === 204) return { kind: 'accepted', status, body };
    return readError(operation, status, body, call.method === 'POST' ? call.personal : []);
  };
}

function readError(
  operation: ChannelOperation,
  status: number,
  body: Buffer,
  personal: readonly string[] = [],
): WechatReply {
  const error = readJson(errorSchema, body);
  if (error === null) {
    return undecided(operation, `HTTP_${status}`, `The answer (HTTP ${status}) could not be read.`);
  }
  return errorReply(operation, meaningOf(operation, { status, ...error }), error, personal);
}
