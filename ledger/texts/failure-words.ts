import type { RecordedFact } from '../../domain/facts/fact.ts';
import { lessIsLeftCode } from '../../domain/decide/less-left.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { subjectOf } from '../../domain/agenda/task-answer.ts';
import type { Spoken } from '../answers/channel-answers.ts';
import { type Db, run } from '../database/database.ts';

const failures = [
  'attempt_refused',
  'create_abandoned',
  'capture_refused',
  'refund_failed',
  'refund_parked',
  'refund_abnormal',
] as const satisfies readonly RecordedFact['type'][];

type FailureFact = Extract<RecordedFact, { type: (typeof failures)[number] }>;

/** Whether a fact records a failure, with a code for which the channel's words may be kept. */
export function isFailure(fact: RecordedFact): fact is FailureFact {
  return failures.some((type) => type === fact.type);
}

/** Whether the answer caused the failure: it is about the same number, with the same code. */
function isReason({ answer }: Spoken, fact: FailureFact): boolean {
  const { answer: said } = answer;
  if (subjectOf(answer) !== fact.number || !('code' in said)) return false;
  const isLess = 'lessIsLeft' in said && said.lessIsLeft;
  return said.code === fact.code || (isLess && fact.code === lessIsLeftCode);
}

/**
 * Stores the channels' words for the failures among new facts, by number and code; newer words
 * replace older. Only inside the append of those facts.
 *
 * @param spoken the answers that the append took
 */
export async function keepWords(
  db: Db,
  key: OrderKey,
  facts: readonly RecordedFact[],
  spoken: readonly Spoken[],
): Promise<void> {
  for (const fact of facts.filter(isFailure)) {
    const words = spoken.find((one) => isReason(one, fact))?.words ?? null;
    if (words === null) continue;
    await run(
      db,
      `insert into failure_words (merchant, order_id, number, code, words)
       values ($1, $2, $3, $4, $5)
       on conflict (number, code) do update
         set words = excluded.words, kept_at = clock_timestamp(), erased_at = null`,
      [key.merchant, key.orderId, fact.number, fact.code, words],
    );
  }
}

/** Erases what an order's channels said, for good; the codes stay. */
export async function eraseWords(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update failure_words set words = null, erased_at = now()
     where merchant = $1 and order_id = $2 and erased_at is null`,
    [key.merchant, key.orderId],
  );
}
