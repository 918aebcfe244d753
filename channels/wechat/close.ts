import type { CloseAnswer } from '../worded-answers.ts';
import type { PaymentRef } from '../channel.ts';
import { undecided } from '../no-answer.ts';
import type { AskWechat } from './ask.ts';
import type { WechatSettings } from './settings.ts';

/** Asks WeChat to close. No answer proves anything: 204 also comes for an unknown number. */
export async function closeTrade(
  payment: PaymentRef,
  deps: Readonly<{ ask: AskWechat; settings: WechatSettings }>,
  signal: AbortSignal,
): Promise<CloseAnswer> {
  const target = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(payment.paymentNumber)}/close`;
  const content = { mchid: deps.settings.mchid };
  const reply = await deps.ask('close', { method: 'POST', target, content }, signal);
  if (reply.kind === 'accepted') return { kind: 'done' };
  if (reply.kind !== 'denied') return reply;
  const { code, message } = reply;
  if (reply.meaning !== 'definite') return undecided('close', code, message);
  return { kind: 'refused', code, message: `WeChat Pay did not close the payment: ${message}` };
}
