import { randomBytes } from 'node:crypto';
import type { AskWechat } from './ask.ts';
import type { WechatSettings } from './settings.ts';

/** Asks for a payment under a number that was never used. */
export async function checkAccount(
  { ask, settings }: Readonly<{ ask: AskWechat; settings: WechatSettings }>,
  signal: AbortSignal,
): Promise<void> {
  const number = `CHECK${randomBytes(12).toString('hex').toUpperCase()}`;
  const target = `/v3/pay/transactions/out-trade-no/${number}?mchid=${settings.mchid}`;
  await ask('query', { method: 'GET', target }, signal);
}
