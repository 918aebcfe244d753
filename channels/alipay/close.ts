import type { CloseAnswer } from '../worded-answers.ts';
import type { PaymentRef } from '../channel.ts';
import { undecided } from '../no-answer.ts';
import type { AskAlipay } from './ask.ts';
import { nameOf } from './payment-name.ts';

/**
 * Asks Alipay to close. No answer proves anything: before a trade exists there is nothing to
 * close, and the code stays payable. Never use `cancel`: it refunds what was just paid.
 */
export async function closeTrade(
  payment: PaymentRef,
  ask: AskAlipay,
  signal: AbortSignal,
): Promise<CloseAnswer> {
  const { paymentNumber } = payment;
  const question = { operation: 'close', paymentNumber, content: nameOf(payment) } as const;
  const reply = await ask(question, signal);
  switch (reply.kind) {
    case 'accepted':
      return { kind: 'done' };
    case 'in_process':
      return undecided('close', 'CODE_10003', 'Alipay has not decided about the close yet.');
    case 'denied': {
      const { code, message, meaning } = reply;
      if (meaning !== 'definite') return undecided('close', code, message);
      return { kind: 'refused', code, message: `Alipay did not close the payment: ${message}` };
    }
    default:
      return reply;
  }
}
