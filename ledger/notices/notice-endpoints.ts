import { z } from 'zod';
import { type Actor, noteAct } from '../acts/acts.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';

/** An endpoint that has something to do, and nobody who does it. */
export type IdleEndpoint = Readonly<{
  id: string;
  merchant: string;
  /** It was said to have a run. */
  hasRun: boolean;
  /** It was woken for two minutes, and nobody worked at it: its run can't go on. */
  isStuck: boolean;
}>;

const idleRow = z
  .object({ id: z.string(), merchant: z.string(), has_run: z.boolean(), is_stuck: z.boolean() })
  .transform(({ has_run: hasRun, is_stuck: isStuck, ...row }): IdleEndpoint => ({
    ...row,
    hasRun,
    isStuck,
  }));

/** How long after a moment at which a run looks by itself it is missed, SQL. */
const missedAfter = "interval '5 seconds'";
/** How long somebody who wakes an endpoint has, before another does, SQL. */
const wakingTakes = "interval '10 seconds'";

/** After so long a run that is woken and does nothing is ended, SQL. */
const stuckAfter = "interval '2 minutes'";

/**
 * Takes endpoints to wake: those with a notice that is due, whose run does not look at it by itself,
 * or did not when it should have. Each is taken by one.
 *
 * @param most at a time
 */
export async function takeIdleEndpoints(db: Db, most: number): Promise<IdleEndpoint[]> {
  return select(
    db,
    idleRow,
    // The first line of each endpoint, one step of the index for each that has one waiting.
    `with recursive waiting (endpoint, due_at) as (
       (select endpoint, due_at from notice_lines
        where due_at is not null and endpoint is not null order by endpoint, due_at limit 1)
       union all
       select next.endpoint, next.due_at from waiting, lateral (
         select endpoint, due_at from notice_lines
         where due_at is not null and endpoint > waiting.endpoint
         order by endpoint, due_at limit 1
       ) as next
     ), idle as (
       select id from notice_endpoints join waiting on waiting.endpoint = notice_endpoints.id
       where wake_after <= now() and due_at <= now()
         and (closed_until is null or closed_until <= now())
         and (asked_until is null or asked_until <= now())
         and (looks_at is null or greatest(due_at, closed_until, asked_until) < looks_at
           or looks_at < now() - ${missedAfter})
       order by wake_after limit $1 for update of notice_endpoints skip locked
     )
     update notice_endpoints set wake_after = now() + ${wakingTakes},
       woken_since = coalesce(woken_since, now()) from idle
     where notice_endpoints.id = idle.id
     returning notice_endpoints.id, merchant, looks_at is not null as has_run,
       woken_since < now() - ${stuckAfter} as is_stuck`,
    [most],
  );
}

/** Says that somebody works at an endpoint, who says so again before `forMs` is over. */
export async function workAtEndpoint(db: Db, id: string, forMs: number): Promise<void> {
  await run(
    db,
    `update notice_endpoints set wake_after = now() + $2 * interval '1 millisecond',
       looks_at = now() + $2 * interval '1 millisecond', woken_since = null where id = $1`,
    [id, forMs],
  );
}

const nextRow = z.object({ next: z.number() });

/**
 * Says that nobody works at an endpoint any more, and that its run looks again when the next notice
 * is due. What becomes due sooner wakes it.
 *
 * @returns in how long that is, ms; null: nothing waits, so the run may end
 */
export async function leaveEndpoint(db: Db, id: string): Promise<number | null> {
  const row = await selectOne(
    db,
    nextRow,
    `update notice_endpoints set wake_after = now(), looks_at = greatest(
       closed_until, asked_until,
       (select min(greatest(due_at, taken_until)) from (
         select due_at, taken_until from notice_lines
         where endpoint = $1 and due_at is not null order by due_at limit 8
       ) as first)
     )
     where id = $1 and exists (
       select from notice_lines where endpoint = $1 and due_at is not null
     ) returning (extract(epoch from looks_at - now()) * 1000)::float8 as next`,
    [id],
  );
  if (row !== null) return Math.max(0, Math.ceil(row.next));
  // Between the two statements something may have become due: then it is found without a run.
  await run(db, 'update notice_endpoints set wake_after = now(), looks_at = null where id = $1', [
    id,
  ]);
  return null;
}

const forgottenRow = z.object({ merchant: z.string(), origin: z.string(), given_up: z.number() });

/**
 * A person has seen that notices were given up: the item of attention ends, and comes again with the
 * next one.
 *
 * @param item `notices:ENDPOINT`
 * @returns false when there is none
 */
export async function forgetGivenUp(db: Db, item: string, by: Actor): Promise<boolean> {
  return transaction(db, async (inside) => {
    const row = await selectOne(
      inside,
      forgottenRow,
      `update notice_endpoints set given_up_since = null, given_up = 0, given_up_error = null,
         failing_since = case when failing_since is not null then now() end
       from (select id as found, given_up as count from notice_endpoints
         where id = substr($1, 9) and (given_up_since is not null or failing_since < now() - interval '1 hour')
         for update) as before
       where id = found returning merchant, origin, count as given_up`,
      [item],
    );
    if (row === null) return false;
    const detail = { origin: row.origin, given_up: row.given_up };
    const act = { what: 'attention_resolved', merchant: row.merchant, subject: item } as const;
    await noteAct(inside, by, { ...act, detail });
    return true;
  });
}
