import { z } from 'zod';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { sharedTurns } from './shared-turns.ts';

/** How many events are numbered in one transaction. */
const mostAtOnce = 1_000;

/** How long who has just told an event waits for another who numbers the merchant's events; ms. */
const briefMs = 250;

const counterRow = z.object({ last: z.number() });

/** Numbers the events that have arrived first; at most so many that the transaction stays short. */
async function numberSome(db: Db, merchant: string, waitMs: number): Promise<number> {
  return transaction(db, async (inside) => {
    await run(inside, "select set_config('lock_timeout', $1, true)", [`${waitMs}ms`]);
    // One at a time, until the commit: so numbers become visible in their sequence. A reader that
    // has seen one has seen all before it.
    const counter = await selectOne(
      inside,
      counterRow,
      'select last_event as last from merchants where id = $1 for no key update',
      [merchant],
    );
    if (counter === null) return 0;
    // A statement of its own, which sees what was committed while the one before waited.
    const count = await run(
      inside,
      `with arrived as (
         select id, row_number() over (order by number desc) as place from (
           select id, number from events where merchant = $1 and number < 0
           order by number desc limit $3
         ) as first
       ) update events set number = $2 + arrived.place from arrived where events.id = arrived.id`,
      [merchant, counter.last, mostAtOnce],
    );
    if (count > 0) {
      const drawn = 'update merchants set last_event = last_event + $2 where id = $1';
      await run(inside, drawn, [merchant, count]);
    }
    return count;
  });
}

/**
 * Numbers all committed events of a merchant that have no number yet, in the order of their
 * arrival, which keeps the sequence of each order. Any number may do so at once: they take turns.
 *
 * @param waitMs how long to wait for one's turn
 * @returns how many were numbered
 * @throws when the turn does not come in time; nothing was numbered
 */
export async function numberEvents(db: Db, merchant: string, waitMs = 5_000): Promise<number> {
  for (let all = 0; ;) {
    const count = await numberSome(db, merchant, waitMs);
    all += count;
    if (count === mostAtOnce) continue;
    if (all > 0) await tellChange(db, { kind: 'events', merchant });
    return all;
  }
}

type Turns = ReturnType<typeof sharedTurns>;

function turnsOn(db: Db): Turns {
  return sharedTurns(async (merchant) => {
    try {
      await numberEvents(db, merchant, briefMs);
    } catch {
      // The events are committed, so a failure here must not look like a failure of the append.
    }
  });
}

// By pool: many appends of one merchant must not take all its connections to wait for their turn.
const turnsOf = new WeakMap<Db, Turns>();

/**
 * The same for who has just told an event, right after its commit. What does not work now is done
 * by `numberLeftEvents`.
 */
export async function numberToldEvents(db: Db, merchant: string): Promise<void> {
  const turns = turnsOf.get(db) ?? turnsOn(db);
  turnsOf.set(db, turns);
  await turns(merchant);
}

const merchantRow = z.object({ merchant: z.string() });

/** How many merchants' events are numbered at the same time: few of a worker's connections. */
const merchantsAtOnce = 4;

/** How long a sweep waits for a merchant's row that somebody holds, before the next one; ms. */
const leftWaitMs = 1_000;

/**
 * Numbers what is left of writers that ended between their commit and the numbering. Each merchant
 * by itself: one whose row somebody holds keeps no other's events back, and comes again.
 *
 * @param onFailure told of each merchant whose events still wait
 * @returns how many were numbered
 * @throws when the ledger can't be asked who has events left
 */
export async function numberLeftEvents(
  db: Db,
  onFailure: (merchant: string, error: unknown) => void,
): Promise<number> {
  const left = 'select distinct merchant from events where number < 0';
  const merchants = (await select(db, merchantRow, left)).values();
  let numbered = 0;
  const hand = async (): Promise<void> => {
    for (const { merchant } of merchants) {
      try {
        const count = await numberEvents(db, merchant, leftWaitMs);
        numbered += count;
      } catch (error) {
        onFailure(merchant, error);
      }
    }
  };
  await Promise.all(Array.from({ length: merchantsAtOnce }, hand));
  return numbered;
}
