import type { Person } from '../../domain/facts/input.ts';
import { type Db, run, select, transaction } from '../database/database.ts';
import { orNull, text } from '../database/column.ts';
import {
  insertAllOf,
  jsonRowsOf,
  listOf,
  type RowOf,
  rowOf,
  type Table,
} from '../database/table.ts';

const told = {
  /** Null: for every merchant. */
  merchant: orNull(text('merchant')),
  channel: text('channel'),
  /** Null: every method of it. */
  method: orNull(text('method')),
  /** Null: every account of it. */
  account: orNull(text('account')),
};
const columns = {
  /** Whose switch it is: a merchant's; null: the operator's. */
  owner: orNull(text('owner')),
  ...told,
};

export const channelsOffTable = {
  name: 'channels_off',
  columns,
  besides: ['id'],
} as const satisfies Table;

/** A channel, or a part of it, on which no new payment is begun. */
export type ChannelOff = RowOf<typeof told>;

/** The same, and whose switch it is. */
export type OwnedChannelOff = RowOf<typeof columns>;

const row = rowOf(columns);

/** What an owner has switched off. @param owner a merchant; null: the operator */
export async function channelsOffBy(db: Db, owner: string | null): Promise<ChannelOff[]> {
  return select(
    db,
    rowOf(told),
    `select ${listOf(told)} from channels_off where owner is not distinct from $1
     order by channel, method, account, merchant`,
    [owner],
  );
}

/**
 * What is off for a merchant, whoever switched it off.
 *
 * @param merchant null: what is off for every merchant
 */
export async function channelsOffFor(
  db: Db,
  merchant: string | null,
  channel?: string,
): Promise<OwnedChannelOff[]> {
  const ofChannel = channel === undefined ? '' : 'and channel = $2';
  return await select(
    db,
    row,
    `select ${listOf(columns)} from channels_off
     where (merchant is null or merchant = $1) ${ofChannel}
     order by owner is not null, id`,
    channel === undefined ? [merchant] : [merchant, channel],
  );
}

/** The switch, if any, that keeps new payments from this method of this account. */
export function switchOn(
  off: readonly OwnedChannelOff[],
  at: Readonly<{ channel: string; method: string; account: string }>,
): OwnedChannelOff | null {
  const found = off.find(
    (one) =>
      one.channel === at.channel &&
      (one.method === null || one.method === at.method) &&
      (one.account === null || one.account === at.account),
  );
  return found ?? null;
}

// Any number that nobody else in this database uses for locks by two numbers.
const ownersTurn = 7_243_003;

function nameOf({ channel, method, account, merchant }: ChannelOff): string {
  return JSON.stringify([channel, method, account, merchant]);
}

/** Whether both switch off the same, in whatever order. */
function isSame(one: readonly ChannelOff[], other: readonly ChannelOff[]): boolean {
  const names = new Set(other.map(nameOf));
  return one.length === other.length && one.every((off) => names.has(nameOf(off)));
}

/**
 * Puts these in the place of all that the owner had switched off; within a transaction.
 *
 * @param owner a merchant; null: the operator
 * @returns false where just these were off already; then nothing was written
 * @throws LedgerViolation for an unknown merchant, or the same switch twice
 */
export async function replaceChannelsOff(
  inside: Db,
  owner: string | null,
  off: readonly ChannelOff[],
): Promise<boolean> {
  // Two of one owner who change switches at once take turns; nobody else waits for them.
  const turn = "select pg_advisory_xact_lock($1, hashtext(coalesce($2, '')))";
  await run(inside, turn, [ownersTurn, owner]);
  if (isSame(await channelsOffBy(inside, owner), off)) return false;
  await run(inside, 'delete from channels_off where owner is not distinct from $1', [owner]);
  const rows = off.map((one) => ({ ...one, owner }));
  await run(inside, insertAllOf(channelsOffTable), [jsonRowsOf(columns, rows)]);
  return true;
}

/**
 * Replaces a merchant's own switches, and records who did so and why. Where they stood so already,
 * nothing is written: a key that repeats itself must not fill the audit.
 */
export async function putOwnChannelsOff(
  db: Db,
  merchant: string,
  off: readonly ChannelOff[],
  by: Person,
): Promise<void> {
  await transaction(db, async (inside) => {
    if (!(await replaceChannelsOff(inside, merchant, off))) return;
    await run(
      inside,
      `insert into control_changes (changed_by, reason, controls, merchant)
       values ($1, $2, $3::jsonb, $4)`,
      [by.name, by.reason, JSON.stringify({ channelsOff: off }), merchant],
    );
  });
}
