import { z } from 'zod';
import { type Db, select } from '../database/database.ts';

/** What of an order a search may find. */
export const searchedFor = [
  'order_id',
  'payment_number',
  'channel_reference',
  'refund_id',
  'refund_number',
] as const;

/** An order that was found, by which of its texts. */
export type Match = Readonly<{
  merchant: string;
  orderId: string;
  matched: (typeof searchedFor)[number];
  /** The whole text. */
  value: string;
}>;

/** The most orders that a search returns. */
export const mostMatches = 50;

/** A shorter text is looked for as it is: too many begin with it. */
export const shortestPrefix = 6;

/** Comes after every other character, byte by byte. */
const lastCharacter = '\u{10FFFF}';

type Source = Readonly<{
  matched: Match['matched'];
  table: string;
  column: string;
  orderId: string;
  /** Must be part of the index's own condition. */
  only?: string;
}>;

// Each has an index over merchant and column, byte by byte. `channel_reference` is the channel's
// name for the attempt or refund, `transaction` that for the payment: a person can't tell them apart.
const sources: readonly Source[] = [
  { matched: 'order_id', table: 'orders', column: 'id', orderId: 'id' },
  { matched: 'payment_number', table: 'attempts', column: 'number', orderId: 'order_id' },
  {
    matched: 'channel_reference',
    table: 'attempts',
    column: 'channel_reference',
    orderId: 'order_id',
  },
  { matched: 'channel_reference', table: 'attempts', column: 'transaction', orderId: 'order_id' },
  {
    matched: 'channel_reference',
    table: 'refunds',
    column: 'channel_reference',
    orderId: 'order_id',
  },
  {
    matched: 'refund_id',
    table: 'refunds',
    column: 'id',
    orderId: 'order_id',
    only: "kind = 'merchant'",
  },
  { matched: 'refund_number', table: 'refunds', column: 'number', orderId: 'order_id' },
];

// A range, not `like`: no character of the text means anything but itself.
function selectOf({ matched, table, column, orderId, only }: Source): string {
  return `(select ${orderId} as order_id, '${matched}' as matched,
      ${searchedFor.indexOf(matched)} as rank, ${column} as value
    from ${table}
    where ${table}.merchant = asked.merchant ${only === undefined ? '' : `and ${only}`}
      and ${column} collate "C" between $2 and $3
    order by ${column} collate "C" limit ${mostMatches})`;
}

const searchSql = `
  select merchant, order_id, matched, value from (
    select distinct on (asked.merchant, found.order_id)
      asked.merchant, found.order_id, found.matched, found.value, found.rank
    from (select id as merchant from merchants where $1::text is null or id = $1) as asked
    cross join lateral (${sources.map(selectOf).join(' union all ')}) as found
    order by asked.merchant, found.order_id, found.value <> $2, found.rank,
      found.value collate "C"
  ) as best
  order by value <> $2, rank, value collate "C", merchant limit ${mostMatches}`;

const matchRow = z
  .object({
    merchant: z.string(),
    order_id: z.string(),
    matched: z.enum(searchedFor),
    value: z.string(),
  })
  .transform(({ order_id: orderId, ...row }): Match => ({ ...row, orderId }));

/**
 * Orders by their id, or a payment number, a channel's reference, a refund's id or number: the very
 * text or, from `shortestPrefix` characters on, what begins with it. Each order once, by what fits
 * best; those that are meant exactly come first. At most `mostMatches`.
 *
 * @param text storable in PostgreSQL: no NUL
 * @param merchant null: orders of all merchants
 */
export async function searchOrders(
  db: Db,
  text: string,
  merchant: string | null,
): Promise<Match[]> {
  const last = text.length < shortestPrefix ? text : text + lastCharacter;
  return await select(db, matchRow, searchSql, [merchant, text, last]);
}
