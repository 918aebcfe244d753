import type { OrderKey } from '../../domain/values/order-key.ts';
import type { AttemptView } from '../../ledger/views/order-json.ts';
import { orderView } from '../../ledger/views/order-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * An attempt as it stands now.
 *
 * @throws ProblemError `channel_refused` when the channel refused to open it
 */
export async function attemptAnswer(
  deps: ApiDeps,
  key: OrderKey,
  number: string,
): Promise<AttemptView> {
  const order = await orderView(deps.database, key, deps);
  const attempt = order?.attempts.find((one) => one.id === number);
  if (attempt === undefined) {
    throw new Error(`Attempt ${number} was answered and is not in the ledger.`);
  }
  if (attempt.status === 'failed') {
    const { code, message } = attempt.failure ?? { code: 'unknown', message: 'no reason given' };
    throw new ProblemError(
      'channel_refused',
      `The channel refused this payment with ${code} (${message}); no money moved. The order stays open: choose another method or channel.`,
    );
  }
  return attempt;
}
