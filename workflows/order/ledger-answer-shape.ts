import { DeterminismViolationError } from '@temporalio/workflow';
import type { LedgerActivities } from '../messages/order-activities.ts';
import { isFields } from './message-shape.ts';

type Call = keyof LedgerActivities;

/** What only an answer to this call has. */
const isAnswerTo: Readonly<Record<Call, (answer: unknown) => boolean>> = {
  load: (answer) => isFields(answer) && Array.isArray(answer['facts']) && !('kind' in answer),
  append: (answer) => isFields(answer) && typeof answer['kind'] === 'string',
  read: (answer) => isFields(answer) && Array.isArray(answer['requests']),
  mark: (answer) => Array.isArray(answer),
};

/**
 * The answer, if it is one to this call. The engine replays local activities by their place in the
 * history and doesn't compare their names. Where changed code calls the ledger in another order,
 * the answer of one call comes back to another; the run must not go on from it.
 *
 * @throws DeterminismViolationError - fails the workflow task, as any history that does not replay
 */
export function answerTo<T>(call: Call, answer: T): T {
  if (isAnswerTo[call](answer)) return answer;
  throw new DeterminismViolationError(
    `The history holds the answer to another call where this code calls ${call}. This build does not replay it; nothing was lost, for the order goes on from its ledger.`,
  );
}
