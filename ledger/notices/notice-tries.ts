import { z } from 'zod';
import { bigint, boolean, integer, oneOf, orNull, text, time } from '../database/column.ts';
import { conditions } from '../database/conditions.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { type Page, pageOf } from '../database/page.ts';
import { listOf, placesOf, type RowOf, rowOf, type Table, valuesOf } from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';
import type { TakenNotice } from './notice-lines.ts';

/** How a try of a notice ended. */
export const tryStatuses = ['accepted', 'failed', 'given_up'] as const;

const newColumns = {
  ...ofOrder,
  /** The event's id. */
  event: text('event'),
  url: text('url'),
  /** From 1. */
  attempt: integer('attempt'),
  isResend: boolean('is_resend'),
  startedAtMs: time('started_at'),
  durationMs: integer('duration_ms'),
  status: oneOf('status', tryStatuses),
  /** Null: no answer came. */
  responseStatus: orNull(integer('response_status')),
  /** For people; null: it was accepted. */
  error: orNull(text('error')),
};
const columns = { arrival: bigint('arrival'), ...newColumns };

export const noticeTriesTable = {
  name: 'notice_tries',
  columns,
  besides: [],
} as const satisfies Table;

/** A try of a notice. */
export type NoticeTry = RowOf<typeof columns>;

/** What came of a try. */
export type TryEnd = Readonly<
  Pick<NoticeTry, 'url' | 'startedAtMs' | 'durationMs' | 'status' | 'responseStatus' | 'error'> & {
    /** Of a failed one, when it is tried again, ms since 1970. */
    nextAtMs: number | null;
    /** The endpoint did not answer, or could serve nothing: it may be down as a whole. */
    isDown: boolean;
    /** How long its receiver asked to be left alone, for all notices, ms; null: it did not. */
    askedMs: number | null;
  }
>;

const tryValues = placesOf(newColumns);
const tried = `tried as (insert into notice_tries (${listOf(newColumns)}) values (${tryValues}))`;
const first = Object.keys(newColumns).length + 1;
const [resend, sequence, until, next] = [0, 1, 2, 3].map((place) => `$${first + place}`);

/** A line that still has the event to tell. @param at SQL: which resend, which sequence */
const itsLine = (at: string | undefined, of: string | undefined): string =>
  `merchant = $1 and order_id = $2 and resend = ${at} and told = ${of} - 1`;

// That it was accepted counts, however late it is known.
const still = itsLine(resend, sequence);

/** The next event is due at once, if there is one. */
const told = `with ${tried} update notice_lines set told = ${sequence}, tries = 0, taken_until = null,
    due_at = case when newest > ${sequence} then now() end
  where ${still}`;

const toldAgain = `with ${tried} delete from notice_lines where ${still}`;

// Only he says what comes next who has it. A new event that came meanwhile has it tried again at once.
const failed = `with ${tried} update notice_lines set tries = tries + 1, taken_until = null,
    due_at = case when due_at is distinct from taken_until then now() else ${next}::timestamptz end
  where ${still} and taken_until = ${until}`;

async function moveLine(db: Db, notice: TakenNotice, end: TryEnd): Promise<void> {
  const row = { ...notice.key, ...notice, ...end, isResend: notice.resend !== '' };
  const values = [...valuesOf(newColumns, row), notice.resend, notice.sequence];
  if (end.status === 'failed') {
    const moments = [notice.takenUntilMs, end.nextAtMs].map(toTimestamp);
    await run(db, failed, [...values, ...moments]);
  } else {
    await run(db, notice.resend === '' ? told : toldAgain, values);
  }
}

const giveUp = `update notice_endpoints set given_up = given_up + 1,
    given_up_since = coalesce(given_up_since, now()), given_up_error = $2 where id = $1`;

// No success of another notice, and no shorter wish, makes it come sooner.
const leaveAlone = `update notice_endpoints
  set asked_until = greatest(asked_until, now() + $2 * interval '1 millisecond') where id = $1`;

const failuresRow = z.object({ failures: z.number() });

/** @param restMs see `recordTry` */
async function noteFailure(
  db: Db,
  endpoint: string,
  restMs: (failures: number) => number,
): Promise<void> {
  const row = await selectOne(
    db,
    failuresRow,
    `update notice_endpoints set failures = failures + 1,
       failing_since = coalesce(failing_since, now()) where id = $1 returning failures`,
    [endpoint],
  );
  const rest = restMs(row?.failures ?? 0);
  if (rest === 0) return;
  await run(
    db,
    `update notice_endpoints set closed_until = now() + $2 * interval '1 millisecond'
     where id = $1`,
    [endpoint, rest],
  );
}

async function noteStanding(
  db: Db,
  endpoint: string,
  end: TryEnd,
  restMs: (failures: number) => number,
): Promise<void> {
  if (end.status === 'given_up') await run(db, giveUp, [endpoint, end.error]);
  if (end.isDown) {
    await noteFailure(db, endpoint, restMs);
    if (end.askedMs !== null) await run(db, leaveAlone, [endpoint, end.askedMs]);
    return;
  }
  await run(
    db,
    `update notice_endpoints set failures = 0, closed_until = null, failing_since = null
     where id = $1 and (failures > 0 or closed_until is not null)`,
    [endpoint],
  );
}

/**
 * Records a try, and moves its line on: to the next event, or to when it is tried again.
 *
 * @param restMs how long the endpoint is left alone after so many failures in a row, ms
 */
export async function recordTry(
  db: Db,
  endpoint: string,
  notice: TakenNotice,
  end: TryEnd,
  restMs: (failures: number) => number,
): Promise<void> {
  if (end.status === 'accepted' && !notice.isFailing) {
    await moveLine(db, notice, end);
    return;
  }
  await transaction(db, async (inside) => {
    await moveLine(inside, notice, end);
    await noteStanding(inside, endpoint, end, restMs);
  });
}

const taken = `${itsLine('$3', '$4')} and taken_until = $5`;

function takenBy(notice: TakenNotice): unknown[] {
  const { key, resend: again, sequence: place, takenUntilMs } = notice;
  return [key.merchant, key.orderId, again, place, toTimestamp(takenUntilMs)];
}

/** Gives a notice back that was not tried to its end: whoever comes next tries it. */
export async function giveBack(db: Db, notice: TakenNotice): Promise<void> {
  const freed = `update notice_lines set taken_until = null, due_at = now() where ${taken}`;
  await run(db, freed, takenBy(notice));
}

/** A notice whose address moved: its line finds its endpoint anew. */
export async function misplaced(db: Db, notice: TakenNotice): Promise<void> {
  const anew = `update notice_lines set endpoint = null, taken_until = null, due_at = now()
    where ${taken}`;
  await run(db, anew, takenBy(notice));
}

export type TryFilter = Readonly<{
  /** Null: of all merchants, for ops. */
  merchant: string | null;
  orderId?: string | undefined;
  event?: string | undefined;
  status?: NoticeTry['status'] | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

const cursor = keysetCursor(z.tuple([z.int().min(0)]));
const tryRow = rowOf(columns);

/** Whether a text can be given as `cursor`. */
export function isTryCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

/**
 * Tries of notices, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isTryCursor`
 */
export async function listTries(db: Db, filter: TryFilter): Promise<Page<NoticeTry>> {
  const { add, where, values } = conditions();
  if (filter.merchant !== null) add((p) => `merchant = ${p}`, filter.merchant);
  if (filter.orderId !== undefined && filter.merchant !== null) {
    add((p) => `order_id = ${p}`, filter.orderId);
  } else if (filter.orderId !== undefined) {
    add(
      (p) => `(merchant, order_id) in (select merchant, id from orders where id = ${p})`,
      filter.orderId,
    );
  }
  if (filter.event !== undefined) add((p) => `event = ${p}`, filter.event);
  if (filter.status !== undefined) add((p) => `status = ${p}`, filter.status);
  if (filter.cursor !== undefined) {
    add((p) => `arrival < ${p}`, ...placeAfter(cursor, filter.cursor));
  }
  const found = await select(
    db,
    tryRow,
    `select ${listOf(columns)} from notice_tries ${where()}
     order by arrival desc limit ${filter.limit + 1}`,
    values,
  );
  return pageOf(found, filter.limit, (last) => cursor.write([last.arrival]));
}
