import type { KeyRole } from '../domain/values/key-role.ts';
import type { Route } from './http/route.ts';
import type { Connections } from '../config/load-settings.ts';
import { byTurns } from '../ledger/database/by-turns.ts';
import {
  answerWithinMs,
  type Database,
  openDatabase,
  type WaitingRoom,
} from '../ledger/database/database.ts';
import { openTurns, turnOf, type TurnTaker } from './limits/turns.ts';

/**
 * The kinds of work that share no connections: what comes from channels, what operators decide,
 * what is read, and what is asked to be done.
 */
export type Work = 'callbacks' | 'decisions' | 'reads' | 'writes';

/** The connections of each kind of work, and the one that asks whether the ledger answers. */
export type Pools = Readonly<Record<Work | 'health', Database>>;

/** Whoever can come again soon is refused soon. */
const brief: WaitingRoom = { mostMs: 500, most: 500 };
/** A channel waits for 5 s, and comes again after a refusal only in minutes. */
const patient: WaitingRoom = { mostMs: 3_000, most: 2_000 };

const waitingRooms: Readonly<Record<Work, WaitingRoom>> = {
  callbacks: patient,
  decisions: patient,
  reads: brief,
  writes: brief,
};

/**
 * One connection, opened when readiness is asked for: an API whose other connections are all busy
 * must not be taken for one that has no ledger, and lose its callbacks by that.
 */
const ofHealth = { max: 1, mostMs: 2_000, idleMs: 10_000 };

/**
 * What the requests of a route are.
 *
 * @param by the role of the key that asks; null: there is none, or it is still to be looked up
 */
export function workOf(route: Route, by: KeyRole | null): Work {
  if (route.kind === 'raw') return route.tag === 'callbacks' ? 'callbacks' : 'decisions';
  if (route.method === 'get') return 'reads';
  if (route.kind === 'token') return 'writes';
  // What merchants switch, as often as they may, takes no connection of operators and health.
  if (by !== null && by !== 'ops') return 'writes';
  // What an operator switches off must not wait for what it is to stop.
  if (route.tag === 'people') return 'decisions';
  return route.roles.every((role) => role === 'ops') ? 'decisions' : 'writes';
}

function connectionsByTurns(pool: Database): (access: TurnTaker) => Database {
  const all = pool.options.max;
  // One is left for others, even where all statements of one caller hang.
  const turns = openTurns({ all, ofOne: Math.max(1, all - 1) });
  return (access) => byTurns(pool, turns.of(turnOf(access)));
}

/**
 * The connections of a kind of work as a caller has them: no merchant keeps another waiting, however
 * many keys it has. What belongs to no caller, as finding out who calls, waits for no turn, and
 * what operators decide neither.
 */
export function shareOut(pools: Pools): (work: Work, access: TurnTaker | null) => Database {
  const [reads, writes] = [connectionsByTurns(pools.reads), connectionsByTurns(pools.writes)];
  return (work, access) => {
    if (access === null) return pools[work];
    switch (work) {
      case 'reads':
        return reads(access);
      case 'writes':
        return writes(access);
      case 'callbacks':
      case 'decisions':
        return pools[work];
      default:
        return work satisfies never;
    }
  };
}

/** Opens the pools of one API process. */
export function openPools(
  url: string,
  connections: Connections,
  onConnectionLost: (error: Error) => void,
): Pools {
  const own = { applicationName: 'paidonce-api', onConnectionLost };
  const open = (work: Work): Database =>
    openDatabase(url, {
      ...own,
      answerMs: answerWithinMs,
      max: connections[work],
      waitingRoom: waitingRooms[work],
    });
  return {
    callbacks: open('callbacks'),
    decisions: open('decisions'),
    health: openDatabase(url, { ...own, ...ofHealth }),
    reads: open('reads'),
    writes: open('writes'),
  };
}

/** Closes all of them, once what they do has ended. */
export async function closePools(pools: Pools): Promise<void> {
  await Promise.all(Object.values(pools).map((pool) => pool.close()));
}
