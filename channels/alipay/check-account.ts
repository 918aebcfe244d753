import { randomBytes } from 'node:crypto';
import type { AskAlipay } from './ask.ts';

/** Asks for a payment under a number that was never used. */
export async function checkAccount(ask: AskAlipay, signal: AbortSignal): Promise<void> {
  const paymentNumber = `CHECK${randomBytes(12).toString('hex').toUpperCase()}`;
  const content = { out_trade_no: paymentNumber };
  await ask({ operation: 'query', paymentNumber, content }, signal);
}
