import { holdKinds } from '../../domain/held/order-hold.ts';
import { oneOf, orNull, text, texts } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { Table } from '../database/table.ts';

/** What is held. @see ../../domain/held/order-hold.ts, NewHold */
export const holdColumns = {
  what: text('what'),
  kind: oneOf('kind', holdKinds),
  numbers: texts('numbers'),
  callback: orNull(text('callback')),
  why: text('why'),
};

export const orderHoldsTable = {
  name: 'order_holds',
  columns: { ...ofOrder, ...holdColumns },
  // When it is tried again, and by whom it was.
  besides: ['id', 'since', 'tries', 'next_try_at', 'builds', 'woken_at'],
} as const satisfies Table;
