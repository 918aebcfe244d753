import type { OrderKey } from '../../domain/values/order-key.ts';
import { orderAttempts } from '../../ledger/orders/attempts.ts';
import type { RouteDeps } from '../api-deps.ts';
import { isPayable } from './cashier-view.ts';

/**
 * Brings the queries of an order's payments forward: somebody came back from a channel, which is no
 * evidence, and worth a question. For each payment it is done seldom, however often the page is
 * opened.
 *
 * @see docs/rules.md rule 4
 */
export async function bringPolls(
  { database, earlyPolls }: Pick<RouteDeps, 'database' | 'earlyPolls'>,
  key: OrderKey,
): Promise<void> {
  const payable = (await orderAttempts(database, key)).filter(isPayable);
  for (const { channel, account, number } of payable) earlyPolls.bring(channel, account, number);
}
