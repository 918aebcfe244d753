import { evolve } from '../../../domain/facts/evolve.ts';
import { refusalOfFact } from '../../../domain/facts/fact-standing.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { Evidence, LedgerOrder, OrderEvidence } from '../chaos/evidence.ts';
import { judge } from '../chaos/judge/judge.ts';
import { type Cell, type Histories, historiesOf, netOf } from './matrix.ts';
import type { RunsOfOrder } from './runs.ts';

/** A story, and everything that is known of its order at the end. */
export type Told = Readonly<{
  id: string;
  cell: Cell;
  runs: RunsOfOrder;
  /** What went wrong while it was played, as sentences. */
  troubles: readonly string[];
}>;

/** How often runs may differ from the ledger: once for the upgrade, and once for the way back. */
const mostDiffers = 2;

/**
 * Facts in the ledger that it should not have taken, such as the end of a refund nobody asked for.
 */
export function unfoundedFacts({ facts }: LedgerOrder): string[] {
  let state: OrderState | null = null;
  const wrong: string[] = [];
  for (const { fact, seq } of facts) {
    const refusal = refusalOfFact(state, fact);
    if (refusal !== null) wrong.push(`fact ${seq}: ${refusal}`);
    state = evolve(state, fact);
  }
  return wrong;
}

function wrongMoney({ cell: { state, ...cell } }: Told, { book }: OrderEvidence): string[] {
  const captured = book.reduce((sum, one) => sum + one.captured, 0);
  const back = book.reduce((sum, one) => sum + one.refunded + one.reversed, 0);
  const net = netOf({ ...cell, state });
  const wrong: string[] = [];
  if (captured !== state.captured) wrong.push(`captured ${captured} instead of ${state.captured}`);
  if (captured - back !== net) wrong.push(`${captured - back} kept instead of ${net}`);
  return wrong;
}

/** What is wrong with the runs by the engine's histories, as sentences. */
export function wrongRuns(runs: RunsOfOrder, histories: Histories): string[] {
  const wrong: string[] = [];
  if (runs.last !== 'COMPLETED') wrong.push(`its last run is ${runs.last}`);
  if (runs.differs > mostDiffers) wrong.push(`its runs differed ${runs.differs} times`);
  if (histories === 'other histories') return wrong;
  if (runs.terminated > 0) wrong.push(`${runs.terminated} of its runs were ended by us`);
  if (runs.failedTasks.length > 0) wrong.push(`a workflow task failed: ${runs.failedTasks[0]}`);
  return wrong;
}

/** Everything that is wrong, as sentences; none: every story ended as it must. */
export function judgeStories(
  told: readonly Told[],
  evidence: Evidence,
): ReadonlyMap<string, readonly string[]> {
  const violations = judge(evidence);
  const found = new Map<string, readonly string[]>();
  for (const one of told) {
    const order = evidence.orders.find(({ id }) => id === one.id);
    const ofJudge = violations.filter((it) => it.order === one.id);
    const wrong = [
      ...one.troubles,
      ...(order === undefined ? ['no evidence'] : wrongMoney(one, order)),
      ...(order?.ledger == null ? [] : unfoundedFacts(order.ledger)),
      ...wrongRuns(one.runs, historiesOf(one.cell)),
      ...ofJudge.map(({ invariant, what }) => `${invariant}: ${what}`),
    ];
    if (wrong.length > 0) found.set(one.id, wrong);
  }
  const ids = new Set(told.map(({ id }) => id));
  const others = violations.filter(({ order }) => !ids.has(order));
  if (others.length > 0) {
    found.set(
      'no order',
      others.map((one) => `${one.invariant}: ${one.order} ${one.what}`),
    );
  }
  return found;
}
