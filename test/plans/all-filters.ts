import type { PoolClient } from 'pg';
import { listActs } from '../../ledger/acts/acts.ts';
import type { Db } from '../../ledger/database/database.ts';
import { listOrders } from '../../ledger/orders/order-list.ts';
import { listRefunds } from '../../ledger/orders/refund-list.ts';
import { listAttention } from '../../ledger/people/attention.ts';
import type { Issued } from './collected.ts';

/** All ways to leave out some of the fields. */
function everyPart<Filter extends object>(whole: Filter): Partial<Filter>[] {
  return Object.entries(whole).reduce<Partial<Filter>[]>(
    (parts, [name, value]) =>
      parts.flatMap((part) => [part, { ...part, [name]: value as unknown }]),
    [{}],
  );
}

function cursorOf(...position: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

const limit = 50;
const moment = 1_767_225_600_000;

/**
 * The statements of lists, for every combination of what they can be asked for: tests ask for some
 * of them alone.
 */
export async function statementsOfLists(): Promise<Issued[]> {
  const issued: Issued[] = [];
  const from = (file: string): Db => {
    const query = (text: string): Promise<unknown> => {
      issued.push({ file, line: 0, text });
      return Promise.resolve({ rows: [], rowCount: 0 });
    };
    return { query } as unknown as PoolClient;
  };
  const orders = everyPart({
    status: 'paid',
    createdAfterMs: moment,
    cursor: cursorOf(moment, 'm', 'A-1'),
  } as const);
  for (const of of orders) {
    for (const merchant of [null, 'm']) {
      for (const attention of [undefined, 'any', 'held', 'refund'] as const) {
        await listOrders(from('ledger/orders/order-list.ts'), {
          limit,
          merchant,
          attention,
          ...of,
        });
      }
    }
  }
  const refunds = everyPart({
    status: 'failed',
    kind: 'merchant',
    orderId: 'A-1',
    createdAfterMs: moment,
    cursor: cursorOf(moment, 'N1'),
  } as const);
  for (const of of refunds) {
    for (const merchant of [null, 'm']) {
      await listRefunds(from('ledger/orders/refund-list.ts'), { limit, merchant, ...of });
    }
  }
  const acts = everyPart({
    by: 'Ann',
    merchant: 'm',
    orderId: 'A-1',
    afterMs: moment,
    cursor: cursorOf(moment, `act_${'0'.repeat(32)}`),
  });
  for (const of of acts) await listActs(from('ledger/acts/acts.ts'), { limit, ...of });
  const items = everyPart({
    kind: 'refund',
    merchant: 'm',
    channel: 'wechat',
    cursor: cursorOf(moment, 'x'),
  } as const);
  for (const of of items) await listAttention(from('ledger/people/attention.ts'), { limit, ...of });
  return issued;
}
