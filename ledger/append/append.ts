import { isDeepStrictEqual } from 'node:util';
import { evolve, fold } from '../../domain/facts/evolve.ts';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { AppendOutcome, AppendRequest } from '../../domain/decide/append-request.ts';
import type { ControlHold } from '../../domain/order/refund.ts';
import { fromRecord, toRecord } from '../../domain/facts/fact-record.ts';
import { isStoppedBy, nothingHeld } from '../../domain/held/held.ts';
import { earlierMs, ledgerDueAtMs } from '../../domain/agenda/ledger-due.ts';
import type { OrderState } from '../../domain/order/order.ts';
import { heldBy } from '../../domain/held/order-hold.ts';
import { isOtherDigest, orderDigest } from '../../domain/order/order-digest.ts';
import { eventTypesOf } from '../../domain/facts/event-types.ts';
import { writeAttempts } from '../orders/attempts.ts';
import { takeBudget } from '../people/budget.ts';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, transaction } from '../database/database.ts';
import { type Evidence, type TakeEvidence, takeEvidence, Unproven } from './evidence.ts';
import { type NewEvent, writeEvents } from '../events/event-log.ts';
import { numberToldEvents } from '../events/event-numbers.ts';
import { checkStands } from './fact-check.ts';
import { insertFacts, loadFacts, recordsAfter } from '../orders/facts.ts';
import { orderSnapshot, type OrderTerms } from '../views/order-json.ts';
import { loadHolds } from '../people/order-holds.ts';
import { lockOrder, writeOrder } from '../orders/order-rows.ts';
import { keepTexts } from '../views/order-texts.ts';
import { readModelChanges } from '../orders/read-model-changes.ts';
import { readModelsOf } from '../orders/read-model-rows.ts';
import { writeRefunds } from '../orders/refunds.ts';

/** As `AppendOutcome`, and of a conflict the newest seq. */
export type Appended =
  Exclude<AppendOutcome, { kind: 'conflict' }> | Readonly<{ kind: 'conflict'; seq: number }>;

/** Thrown to roll the append back; it never leaves this file. */
class Held extends Error {
  readonly hold: ControlHold;
  readonly number: string;

  constructor(hold: ControlHold, number: string) {
    super(hold);
    this.hold = hold;
    this.number = number;
  }
}

/** The facts as stored, if this very append was committed before and is sent again; else null. */
async function alreadyThere(
  db: Db,
  { key, expectedSeq, facts }: AppendRequest,
): Promise<RecordedFact[] | null> {
  if (facts.length === 0) return null;
  const sent: unknown = JSON.parse(JSON.stringify(facts.map(toRecord)));
  const stored = await recordsAfter(db, key, expectedSeq, facts.length);
  return isDeepStrictEqual(stored, sent) ? stored.map(fromRecord) : null;
}

async function takeBudgetOf(db: Db, state: OrderState, fact: RecordedFact): Promise<void> {
  // A refund that is released was approved by a person, so it takes no budget.
  if (fact.type !== 'refund_requested' || fact.kind !== 'compensation') return;
  const attempt = state.attempts.find((one) => one.number === fact.attempt);
  const hold = await takeBudget(db, {
    merchant: state.key.merchant,
    currency: attempt?.capturedCurrency ?? state.amount.currency,
    amountMinor: fact.amountMinor,
    atMs: fact.atMs,
  });
  if (hold !== null) throw new Held(hold, fact.number);
}

function isRefundAsked(fact: RecordedFact): boolean {
  return (
    fact.type === 'refund_requested' ||
    fact.type === 'refund_held' ||
    fact.type === 'refund_released'
  );
}

async function writeStanding(db: Db, before: OrderState, after: OrderState): Promise<void> {
  const changes = readModelChanges(readModelsOf(before), readModelsOf(after));
  // Attempts first: refunds are checked against what the attempts captured, gave back and won.
  await writeAttempts(db, after.key, changes.attempts);
  await writeRefunds(db, after.key, changes.refunds);
}

/** Facts as stored. `isTold`: events tell of them, which have no number yet. */
type Written = Readonly<{ facts: RecordedFact[]; isTold: boolean }>;

async function writeFacts(
  db: Db,
  terms: OrderTerms,
  before: OrderState,
  { facts, expectedSeq, nextDueAtMs }: AppendRequest,
  { checkProven, spoken }: Evidence,
): Promise<Written> {
  const { key } = terms;
  const stored = await insertFacts(db, key, expectedSeq, facts);
  const events: NewEvent[] = [];
  let state = before;
  let written = before;
  for (const [index, fact] of facts.entries()) {
    checkStands(state, fact);
    const after = evolve(state, fact);
    checkProven(fact, after);
    await takeBudgetOf(db, after, fact);
    const version = expectedSeq + index + 1;
    for (const type of eventTypesOf(fact, state, after)) {
      const snapshot = orderSnapshot(terms, readModelsOf(after), version);
      events.push({ type, version, snapshot, atMs: fact.atMs });
    }
    state = after;
    // A refund is checked against what was known when it was asked, not against later facts.
    if (isRefundAsked(fact)) {
      await writeStanding(db, written, state);
      written = state;
    }
  }
  await writeStanding(db, written, state);
  await keepTexts(db, key, facts, spoken);
  const version = expectedSeq + facts.length;
  const dueAtMs = earlierMs(nextDueAtMs, ledgerDueAtMs(state, Date.now()));
  await writeOrder(db, key, readModelsOf(state).order, version, dueAtMs);
  await writeEvents(db, key, events);
  return { facts: stored, isTold: events.length > 0 };
}

/** What came of an append before its commit. */
type Inside = Readonly<{ appended: Appended; isTold: boolean }>;

function untold(appended: Appended): Inside {
  return { appended, isTold: false };
}

async function appendInside(db: Db, append: AppendRequest, take: TakeEvidence): Promise<Inside> {
  const { key, expectedSeq, facts, consumed } = append;
  const order = await lockOrder(db, key);
  if (order === null) return untold({ kind: 'conflict', seq: 0 });
  const seq = expectedSeq + facts.length;
  const takeRows = (): Promise<Evidence> => take(db, key, consumed, seq);
  if (order.version !== expectedSeq) {
    const stored = await alreadyThere(db, append);
    if (stored === null) return untold({ kind: 'conflict', seq: order.version });
    await takeRows();
    return untold({ kind: 'appended', seq, facts: stored });
  }
  const before = fold((await loadFacts(db, key)).facts);
  if (before === null) throw new Error(`Order ${key.merchant}/${key.orderId} has no first fact.`);
  if (append.digest !== null && isOtherDigest(append.digest, orderDigest(before)))
    return untold({ kind: 'differs' });
  // The writer does not know yet what is held. The conflict makes it fold again and learn of it.
  const held = order.held ? heldBy(await loadHolds(db, key)) : nothingHeld;
  if (facts.some((one) => isStoppedBy(held, one)))
    return untold({ kind: 'conflict', seq: expectedSeq });
  const written = await writeFacts(db, order, before, append, await takeRows());
  return { appended: { kind: 'appended', seq, facts: written.facts }, isTold: written.isTold };
}

/**
 * Appends facts to an order, all or none, with everything that follows from them:
 * read models, events, the share of a budget, evidence taken up, the due time. If the
 * same append is sent again after a lost answer, it returns `appended` and adds nothing.
 *
 * @param take how rows of evidence are taken up
 * @throws LedgerViolation when the facts break an invariant; nothing was written
 */
export async function append(
  db: Db,
  newFacts: AppendRequest,
  take: TakeEvidence = takeEvidence,
): Promise<Appended> {
  try {
    const work = (inside: Db): Promise<Inside> => appendInside(inside, newFacts, take);
    const { appended, isTold } = await transaction(db, work);
    if (appended.kind === 'appended' && newFacts.facts.length > 0) {
      await tellChange(db, { kind: 'order', key: newFacts.key, isNumberedApart: true });
    }
    if (isTold) await numberToldEvents(db, newFacts.key.merchant);
    return appended;
  } catch (error) {
    if (error instanceof Held) return { kind: 'held', hold: error.hold, number: error.number };
    if (error instanceof Unproven) return { kind: 'unproven', why: error.message };
    throw error;
  }
}
