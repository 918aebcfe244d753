import {
  components,
  faultPoints,
  killAt,
  type ProcessFault,
  processFaultKinds,
} from './process-faults.ts';
import { seededRandom } from './seeded-random.ts';
import { storiesOf, type Story } from './stories.ts';

/** How many orders and faults a run has. */
export type Size = Readonly<{
  orders: number;
  /** Kills -9 of each component at any moment. */
  kills: number;
  stops: number;
  cuts: number;
  /** Kills at each fault point of the source. */
  killsAtEachPoint: number;
}>;

export const ciSize: Size = { orders: 300, kills: 2, stops: 1, cuts: 1, killsAtEachPoint: 1 };
export const fullSize: Size = { orders: 1_000, kills: 14, stops: 4, cuts: 4, killsAtEachPoint: 2 };

/**
 * A fault of a process, due once this many orders have begun, so that a seed fits any machine's
 * pace.
 */
export type Strike = Readonly<{ afterOrders: number; fault: ProcessFault }>;

export type Schedule = Readonly<{
  seed: number;
  stories: readonly Story[];
  strikes: readonly Strike[];
}>;

const shortestStopMs = 500;
const longestStopMs = 4_000;

function repeated<T>(times: number, make: () => T): T[] {
  return Array.from({ length: times }, make);
}

/**
 * Everything that will be done to the product, as a pure function of seed and size. What the
 * processes then do is not determined.
 */
export function scheduleOf(seed: number, size: Size): Schedule {
  // Another random stream than the stories have, so that neither shifts the other.
  const random = seededRandom(seed ^ 0x5bd1e995);
  const faults = random.shuffled<ProcessFault>([
    ...components.flatMap((component): ProcessFault[] => [
      ...repeated(size.kills, () => ({ kind: 'kill', component }) as const),
      ...repeated(size.cuts, () => ({ kind: 'cut', component }) as const),
      ...repeated(size.stops, () => ({
        kind: 'stop' as const,
        component,
        forMs: random.whole(shortestStopMs, longestStopMs),
      })),
    ]),
    ...faultPoints.flatMap((point) => repeated(size.killsAtEachPoint, () => killAt(point))),
  ]);
  const first = Math.max(1, Math.floor(size.orders * 0.03));
  const last = Math.floor(size.orders * 0.95);
  const gap = (last - first) / Math.max(1, faults.length);
  return {
    seed,
    stories: storiesOf(seed, size.orders),
    strikes: faults.map((fault, index) => ({
      afterOrders: first + Math.floor(index * gap),
      fault,
    })),
  };
}

/** How many processes a schedule kills. */
export function killsOf({ strikes }: Schedule): number {
  return strikes.filter(({ fault }) => fault.kind === 'kill' || fault.kind === 'kill_at').length;
}

/** How many faults of each kind hit each component, for the table. */
export function countFaults(
  faults: readonly ProcessFault[],
): Record<string, Record<ProcessFault['kind'], number>> {
  return Object.fromEntries(
    components.map((component) => [
      component,
      Object.fromEntries(
        processFaultKinds.map((kind) => [
          kind,
          faults.filter((one) => one.component === component && one.kind === kind).length,
        ]),
      ) as Record<ProcessFault['kind'], number>,
    ]),
  );
}
