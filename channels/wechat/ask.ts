import { z } from 'zod';
import type { NoAnswer } from '../../domain/finding.ts';
import { meaningOf } from './error-table.ts';
import type { WechatOperation } from './error-table.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { readJson } from '../read-json.ts';
import type { SendSigned, WechatCall } from './signed-call.ts';
import { verifyPlatform } from './verify-platform.ts';

/** A verified refusal that says for certain what became of the call. */
export type WechatDenial = Readonly<{
  kind: 'denied';
  meaning: 'definite' | 'later' | 'not_known';
  code: string;
  message: string;
}>;

/** What WeChat answered to a call, verified; everything that proves nothing is a NoAnswer. */
export type WechatReply =
  Readonly<{ kind: 'accepted'; status: number; body: Buffer }> | WechatDenial | NoAnswer;

/** Signs, sends once, verifies over the raw body, and only then reads. */
export type AskWechat = (
  operation: WechatOperation,
  call: WechatCall,
  signal: AbortSignal,
) => Promise<WechatReply>;

const errorSchema = z.object({ code: z.string().min(1).max(64), message: z.string().default('') });
const longestMessage = 300;

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
    // A busy gateway in front of the platform does not sign; repeating is safe under the same number.
    if (status === 429)
      return notExecuted('FREQUENCY_LIMITED', 'WeChat Pay takes no more calls now.');
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
    return readError(operation, status, body);
  };
}

function readError(operation: WechatOperation, status: number, body: Buffer): WechatReply {
  const error = readJson(errorSchema, body);
  if (error === null) {
    return undecided(operation, `HTTP_${status}`, `The answer (HTTP ${status}) could not be read.`);
  }
  const { code } = error;
  const message = error.message.slice(0, longestMessage);
  const meaning = meaningOf(operation, { status, code, message });
  switch (meaning) {
    case 'retry':
      return notExecuted(code, message);
    case 'unknown':
      return undecided(operation, code, message);
    case 'definite':
    case 'later':
    case 'not_known':
      return { kind: 'denied', meaning, code, message };
    default:
      return meaning satisfies never;
  }
}

function notExecuted(code: string, message: string): NoAnswer {
  const outcome = 'WeChat Pay did not execute the call; the same one may be sent again.';
  return { kind: 'retry', code, message: `${message} ${outcome}` };
}

/** An answer that leaves open whether the call was executed. */
export function undecided(operation: WechatOperation, code: string, message: string): NoAnswer {
  const outcome = {
    create: 'Whether the payment was created is unknown; a query tells.',
    query: 'The payment stands as it was known before; the next query tells.',
    close: 'Whether the payment was closed is unknown; a query tells.',
    refund: 'Whether the refund was accepted is unknown; a refund query tells, same number.',
    refund_query: 'The refund stands as it was known before; the next query tells.',
  }[operation];
  return { kind: 'unknown', code, message: `${message} ${outcome}` };
}
