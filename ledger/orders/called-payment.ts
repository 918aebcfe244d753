import type { CalledPayment } from '../../domain/agenda/call-standing.ts';
import type { Money } from '../../domain/values/money.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, selectOne } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf } from '../database/table.ts';
import { attemptColumns } from './attempt-columns.ts';
import { termColumns } from './order-columns.ts';

/** What its channel is told as it stands in the attempt's row. */
const toldColumns = only(
  attemptColumns,
  // Our own number; that of a second channel transaction is not its payment number.
  'number',
  'channelNumber',
  'channel',
  'method',
  'account',
  'plannedAtMs',
  'expiresAtMs',
  'channelReference',
  'transaction',
);
const amountColumns = only(
  attemptColumns,
  'amountMinor',
  'currency',
  'capturedMinor',
  'capturedCurrency',
);
const standingColumns = only(
  attemptColumns,
  'status',
  'role',
  'withdrawn',
  'final',
  'parked',
  'create',
  'capture',
);
const orderColumns = only(termColumns, 'description', 'returnUrl');

/** All that a call of a channel says of a payment, as the ledger has it. */
export type CalledPaymentRow = RowOf<typeof toldColumns> &
  RowOf<typeof orderColumns> &
  Readonly<{
    /** What was captured, or is to be. */
    amount: Money;
    standing: CalledPayment;
  }>;

const ofAttempt = { ...toldColumns, ...amountColumns, ...standingColumns };

const calledRow = rowOf({ ...ofAttempt, ...orderColumns }).transform((row): CalledPaymentRow => {
  const { amountMinor, currency, capturedMinor, capturedCurrency, ...rest } = row;
  const { status, role, withdrawn, final, parked, create, capture, ...told } = rest;
  const amount =
    status === 'succeeded'
      ? { amountMinor: capturedMinor, currency: capturedCurrency ?? currency }
      : { amountMinor, currency };
  const standing = { status, role, withdrawn, final, parked, create, capture };
  return { ...told, amount, standing };
});

/** What a call tells a channel of an order's attempt, by our own number; null when unknown. */
export async function calledPayment(
  db: Db,
  key: OrderKey,
  number: string,
): Promise<CalledPaymentRow | null> {
  return selectOne(
    db,
    calledRow,
    `select ${listOf(ofAttempt, 'attempts')}, ${listOf(orderColumns, 'orders')}
     from attempts join orders
       on orders.merchant = attempts.merchant and orders.id = attempts.order_id
     where attempts.merchant = $1 and attempts.order_id = $2 and number = $3`,
    [key.merchant, key.orderId, number],
  );
}
