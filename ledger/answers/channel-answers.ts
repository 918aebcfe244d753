import type { z } from 'zod';
import type { TaskAnswer } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { CallName } from '../../domain/agenda/task.ts';
import { apartFromWords } from './apart-from-words.ts';
import { type Db, run, select } from '../database/database.ts';
import { listOf, only, placesOf, rowOf, valuesOf } from '../database/table.ts';
import { answerColumns } from './answer-columns.ts';

/** A channel's answer, as the activity that got it stores it. */
export type NewAnswer = Readonly<{
  key: OrderKey;
  name: CallName;
  /** The attempt that was asked about: our own number of it, and its channel and account. */
  attempt: Readonly<{ number: string; channel: string; account: string }>;
  /** With the channel's words, which are stored in a column of their own. */
  answer: TaskAnswer;
}>;

/**
 * A channel's answer and the words that came with it; null: there were none, or they are erased.
 */
export type Spoken = Readonly<{ answer: TaskAnswer; words: string | null }>;

/**
 * Stores a channel's answer before the run is told of it. Of two answers to the same kind of call,
 * the answer to the later call is kept.
 *
 * @throws LedgerViolation when the order has no such attempt
 */
export async function putAnswer(db: Db, { key, name, attempt, answer }: NewAnswer): Promise<void> {
  const { said, words } = apartFromWords(answer.answer);
  await run(
    db,
    `insert into channel_answers
       (${listOf(answerColumns)})
     values (${placesOf(answerColumns)})
     on conflict (merchant, order_id, call, number) do update
       set asked_at_ms = excluded.asked_at_ms, answer = excluded.answer, words = excluded.words,
         answered_at = clock_timestamp(), consumed_by_seq = null
       where excluded.asked_at_ms > channel_answers.asked_at_ms`,
    valuesOf(answerColumns, {
      ...key,
      ...name,
      attempt: attempt.number,
      channel: attempt.channel,
      account: attempt.account,
      // The same answer, only without its words.
      answer: { ...answer, answer: said } as TaskAnswer,
      words,
    }),
  );
}

// Only rows of the attempt's own channel and account, so that no other row can pass for its answer.
const pendingRows = `channel_answers
  join unnest($3::text[], $4::text[], $5::bigint[]) as named (call, number, asked_at_ms)
    on named.call = channel_answers.call and named.number = channel_answers.number
      and named.asked_at_ms = channel_answers.asked_at_ms
  join attempts on attempts.number = channel_answers.attempt
    and attempts.channel = channel_answers.channel and attempts.account = channel_answers.account
  where channel_answers.merchant = $1 and channel_answers.order_id = $2
    and attempts.merchant = $1 and attempts.order_id = $2 and consumed_by_seq is null`;

function values(key: OrderKey, names: readonly CallName[]): unknown[] {
  return [
    key.merchant,
    key.orderId,
    names.map((one) => one.call),
    names.map((one) => one.number),
    names.map((one) => one.askedAtMs),
  ];
}

// An answer that this build can't read counts as none, so that the channel is asked again.
const pendingRow = rowOf(only(answerColumns, 'answer'))
  .transform((row) => row.answer)
  .nullable()
  .catch(null);
const takenColumns = only(answerColumns, 'answer', 'words');
const takenRow: z.ZodType<Spoken> = rowOf(takenColumns);

/**
 * The answers to these calls of an order that no append has taken up. A call that was not
 * answered, or is of another order or moment, brings no answer.
 */
export async function pendingAnswers(
  db: Db,
  key: OrderKey,
  names: readonly CallName[],
): Promise<TaskAnswer[]> {
  if (names.length === 0) return [];
  const sql = `select channel_answers.answer from ${pendingRows}`;
  const found = await select(db, pendingRow, sql, values(key, names));
  return found.filter((one) => one !== null);
}

/**
 * Marks answers as taken up by an order's facts up to `seq`; only inside an append.
 *
 * @returns the answers, with the channels' words
 */
export async function takeAnswers(
  db: Db,
  key: OrderKey,
  names: readonly CallName[],
  seq: number,
): Promise<Spoken[]> {
  if (names.length === 0) return [];
  const sql = `with pending as (
      select channel_answers.call, channel_answers.number
      from ${pendingRows} for update of channel_answers)
    update channel_answers as taken set consumed_by_seq = $6 from pending
    where taken.merchant = $1 and taken.order_id = $2
      and taken.call = pending.call and taken.number = pending.number
    returning ${listOf(takenColumns, 'taken')}`;
  return select(db, takenRow, sql, [...values(key, names), seq]);
}

/** Erases the words of an order's channels; their answers stay. */
export async function eraseAnswerWords(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update channel_answers set words = null
     where merchant = $1 and order_id = $2 and words is not null`,
    [key.merchant, key.orderId],
  );
}
