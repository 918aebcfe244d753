import type { EvidenceNames } from '../../domain/decide/append-request.ts';
import type { NoAnswer } from '../../domain/order/channel-answer.ts';
import {
  type Input,
  requestId,
  type RequestInput,
  type TaskAnswer,
} from '../../domain/facts/input.ts';
import type { CallName } from '../../domain/agenda/task.ts';
import { answerTypeOf, subjectOf, withoutAnswer } from '../../domain/agenda/task-answer.ts';
import type { LedgerCalls } from './ledger-calls.ts';
import type { InputNames, NamedInputs } from '../messages/order-activities.ts';

/** An input, and the row of evidence that an append of its facts takes up. */
export type Given = Readonly<{ input: Input; consumed: EvidenceNames }>;

export type ReadInputs = Readonly<{
  inputs: readonly Given[];
  /** Callbacks that this build can't read. */
  unread: NonNullable<NamedInputs['unread']>;
  /** Whether every answer named was there. */
  isComplete: boolean;
  /** Ids of requests that the ledger does not have. */
  unknownRequests: readonly string[];
}>;

export const nothingConsumed: EvidenceNames = { callbacks: [], answers: [] };

/** An input that takes up no row of evidence. */
export function given(input: Input): Given {
  return { input, consumed: nothingConsumed };
}

function isSameCall(answer: TaskAnswer, name: CallName): boolean {
  if (answer.type !== answerTypeOf[name.call]) return false;
  return subjectOf(answer) === name.number && answer.askedAtMs === name.askedAtMs;
}

/** For a call whose answer the ledger does not hold: it counts as unanswered. */
const unproven: NoAnswer = { kind: 'unknown', code: 'unproven' };

function ofCall(answers: readonly TaskAnswer[], name: CallName): Given {
  const answer = answers.find((one) => isSameCall(one, name));
  return answer === undefined
    ? given(withoutAnswer(name, unproven))
    : { input: answer, consumed: { callbacks: [], answers: [name] } };
}

/**
 * Reads the rows of these names. A call whose row is not there counts as unanswered.
 *
 * @param isAsNamed a request of another type than its update is for counts as not there
 */
export async function readNamed(
  calls: LedgerCalls,
  names: InputNames,
  isAsNamed: (request: RequestInput) => boolean,
): Promise<ReadInputs> {
  const { length } = [...names.callbacks, ...names.answers, ...names.requests];
  if (length === 0) return { inputs: [], unread: [], isComplete: true, unknownRequests: [] };
  const { callbacks, unread = [], answers, ...read } = await calls.read(names);
  const requests = read.requests.filter(isAsNamed);
  const ofCallbacks = callbacks.map((input): Given => ({
    input,
    consumed: { callbacks: [input.id], answers: [] },
  }));
  const ofCalls = names.answers.map((name) => ofCall(answers, name));
  const known = new Set(requests.map(requestId));
  return {
    inputs: [...requests.map(given), ...ofCallbacks, ...ofCalls],
    unread,
    isComplete: ofCalls.every((one) => one.consumed.answers.length > 0),
    unknownRequests: names.requests.filter((id) => !known.has(id)),
  };
}

/** All rows that an append of these takes up. */
export function consumedBy(inputs: readonly Given[]): EvidenceNames {
  return {
    callbacks: inputs.flatMap((one) => one.consumed.callbacks),
    answers: inputs.flatMap((one) => one.consumed.answers),
  };
}
