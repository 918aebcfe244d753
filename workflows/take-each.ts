import { nextDueAtMs } from '../domain/agenda.ts';
import { nextConsequences } from '../domain/decide.ts';
import { decideInput } from '../domain/decide-input.ts';
import { type Fact, isRecorded } from '../domain/fact.ts';
import { consequenceName, heldRetryMs } from '../domain/held.ts';
import { type Circumstances, type Input, isRequest, requestId } from '../domain/input.ts';
import { heldBy, type NewHold } from '../domain/order-hold.ts';
import { unanswered } from '../domain/task-answer.ts';
import { type LedgerCalls, refusalOf } from './ledger-calls.ts';
import { type Consumed, type Given, nothingConsumed } from './named-inputs.ts';
import { advanced, evolved, loadPicture, type Picture } from './picture.ts';
import { holdOf } from './refused-inputs.ts';

/** What a batch led to. */
export type TakenUp = Readonly<{ picture: Picture; facts: readonly Fact[] }>;

/** `refusal`: why the ledger does not take the facts; null where it took them, or there were none. */
type Alone = Readonly<{ facts: readonly Fact[]; refusal: string | null }>;

type Decides = (picture: Picture, circumstances: Circumstances) => readonly Fact[];

// More than any order has: a rule that never rests must not hold the run for ever.
const mostConsequences = 2_000;

/**
 * Rule 21: takes a batch that the ledger refused, part by part. Each input's own facts go first,
 * each in an append of its own; then each consequence alone. Whatever is refused is left out, and
 * the rest goes on.
 *
 * @returns what was taken, and what is to be marked as held
 */
export async function takeEach(
  calls: LedgerCalls,
  start: Picture,
  inputs: readonly Given[],
): Promise<Readonly<{ up: TakenUp; refused: readonly NewHold[] }>> {
  let picture = start;
  let controls: Circumstances['holds'] = {};
  const taken: Fact[] = [];
  const refused = new Map<string, NewHold>();

  function circumstances(): Circumstances {
    const before = picture.holds.filter((one) => !refused.has(one.what));
    const now = [...refused.values()].map((one) => ({ ...one, isDue: false }));
    return { nowMs: Date.now(), holds: controls, held: heldBy([...before, ...now]) };
  }

  async function alone(decides: Decides, consumed: Consumed): Promise<Alone> {
    let isUnproven = false;
    for (;;) {
      let facts: readonly Fact[] = [];
      let dueMs: number | null;
      try {
        facts = decides(picture, circumstances());
        dueMs = nextDueAtMs(evolved(picture, facts).state);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        return { facts, refusal };
      }
      const recorded = facts.filter(isRecorded);
      if (recorded.length === 0 && consumed.callbacks.length === 0) {
        picture = evolved(picture, facts);
        taken.push(...facts);
        return { facts, refusal: null };
      }
      const of = { expectedSeq: picture.seq, digest: null, nextDueAtMs: dueMs };
      const outcome = await calls.append({ ...of, facts: recorded, consumed });
      switch (outcome.kind) {
        case 'appended':
          picture = advanced(picture, facts, outcome.facts, outcome.seq);
          taken.push(...outcome.facts, ...facts.filter((one) => !isRecorded(one)));
          return { facts, refusal: null };
        case 'refused':
          return { facts, refusal: outcome.why };
        case 'held':
          controls = { ...controls, [outcome.number]: outcome.hold };
          continue;
        case 'unproven':
          if (isUnproven) return { facts, refusal: outcome.why };
          isUnproven = true;
          break;
        case 'conflict':
        case 'differs':
          break;
        default:
          outcome satisfies never;
      }
      picture = (await loadPicture(calls)) ?? picture;
    }
  }

  async function refuse(input: Input, why: string): Promise<void> {
    const hold = holdOf(picture.state, input, why);
    if (hold !== null) refused.set(hold.what, hold);
    if (isRequest(input)) {
      const atMs = Date.now();
      const answer = { kind: 'refused', code: 'order_held', untilMs: atMs + heldRetryMs } as const;
      taken.push({ type: 'request_answered', input: requestId(input), answer, atMs });
    }
    if ('answer' in input) {
      // A held answer counts as none: it is asked again.
      await alone(({ state }, now) => decideInput(state, unanswered(input), now), nothingConsumed);
    }
  }

  for (const { input, consumed } of inputs) {
    const { refusal } = await alone(({ state }, now) => decideInput(state, input, now), consumed);
    if (refusal !== null) await refuse(input, refusal);
  }
  const first: Decides = ({ state }, now) => nextConsequences(state, now)[0] ?? [];
  for (let count = 0; count < mostConsequences; count += 1) {
    const { facts, refusal } = await alone(first, nothingConsumed);
    if (facts.length === 0 && refusal === null) break;
    if (refusal === null) continue;
    const numbers = facts.flatMap((one) => ('number' in one && one.number ? [one.number] : []));
    const what = consequenceName(facts) || 'rules';
    const of = { numbers: [...new Set(numbers)], callback: null, why: refusal };
    refused.set(what, { what, kind: 'consequence', ...of });
    if (what === 'rules') break;
  }
  return { up: { picture, facts: taken }, refused: [...refused.values()] };
}
