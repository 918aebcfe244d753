import type { Engine } from '../../../api/engine/engine.ts';
import { engineProblem } from '../../../api/engine/engine-problem.ts';
import { nextDueAtMs } from '../../../domain/agenda/agenda.ts';
import { nothingHeld } from '../../../domain/held/held.ts';
import { decide } from '../../../domain/decide/decide.ts';
import { evolve, fold, resume } from '../../../domain/facts/evolve.ts';
import { isRecorded } from '../../../domain/facts/fact.ts';
import type { Circumstances } from '../../../domain/decide/circumstances.ts';
import type { Input, TaskAnswer } from '../../../domain/facts/input.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { CallKind, CallName } from '../../../domain/agenda/task.ts';
import { provesNothing, subjectOf } from '../../../domain/agenda/task-answer.ts';
import { append } from '../../../ledger/append/append.ts';
import { calledPayment } from '../../../ledger/orders/called-payment.ts';
import { calledRefund } from '../../../ledger/orders/called-refund.ts';
import { pendingAnswers, putAnswer } from '../../../ledger/answers/channel-answers.ts';
import type { Database } from '../../../ledger/database/database.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { namedCallbacks } from '../../../ledger/inbox/inbox-consumption.ts';
import { storedRequests } from '../../../ledger/answers/requests.ts';
import { isNote } from '../../../workflows/order/message-shape.ts';

const callOf: Record<TaskAnswer['type'], CallKind> = {
  created: 'create',
  queried: 'query',
  close_answered: 'close',
  captured: 'capture',
  refunded: 'refund',
  refund_queried: 'query_refund',
};

/** Takes a channel's answer through its row, as an activity stores it and a run reads it. */
export async function takeAnswer(
  database: Database,
  key: OrderKey,
  answer: TaskAnswer,
): Promise<OrderState> {
  if (provesNothing(answer.answer)) return await takeInput(database, key, answer);
  const number = subjectOf(answer);
  const refund = 'number' in answer ? null : await calledRefund(database, key, number);
  const attempt = await calledPayment(database, key, refund?.attempt ?? number);
  if (attempt === null) return await takeInput(database, key, { type: 'clock' });
  const name = { call: callOf[answer.type], number, askedAtMs: answer.askedAtMs };
  await putAnswer(database, { key, name, attempt, answer });
  const named = [name];
  return await decideAndAppend(database, key, await pendingAnswers(database, key, named), named);
}

/** Takes an input that is no channel's answer. */
export function takeInput(
  database: Database,
  key: OrderKey,
  ...inputs: readonly Input[]
): Promise<OrderState> {
  return decideAndAppend(database, key, inputs, []);
}

/** Reads an order, decides about inputs and appends the facts, as the order's workflow does. */
async function decideAndAppend(
  database: Database,
  key: OrderKey,
  inputs: readonly Input[],
  consumedAnswers: readonly CallName[],
): Promise<OrderState> {
  let holds: Circumstances['holds'] = {};
  for (;;) {
    const { facts, seq } = await loadFacts(database, key);
    const loaded = fold(facts);
    if (loaded === null) throw new Error(`no order ${key.orderId}`);
    let after = resume(loaded);
    const decided = inputs.flatMap((input) => {
      const one = decide(after, input, { held: nothingHeld, nowMs: Date.now(), holds });
      after = one.reduce<OrderState>(evolve, after);
      return one;
    });
    const outcome = await append(database, {
      key,
      expectedSeq: seq,
      facts: decided.filter(isRecorded),
      consumed: {
        callbacks: inputs.flatMap((one) => (one.type === 'callback' ? [one.id] : [])),
        answers: consumedAnswers,
      },
      nextDueAtMs: nextDueAtMs(after),
      digest: null,
    });
    if (outcome.kind === 'appended') return after;
    if (outcome.kind === 'held') holds = { ...holds, [outcome.number]: outcome.hold };
  }
}

/**
 * The rules over a real ledger, in this process and without a workflow, so that thousands of odd
 * inputs go all the way to PostgreSQL within a minute. No channel is called.
 */
export function rulesEngine(database: Database): Engine {
  return {
    request: async ({ key }, _type, note) => {
      if (!isNote(note)) throw new Error('the order would not take this as a note');
      const { id } = note;
      const { answers } = await takeInput(
        database,
        key,
        ...(await storedRequests(database, key, [id])),
      );
      const answer = answers[id];
      // It waits for the answer of a channel, and no channel is called here.
      if (answer === undefined) throw engineProblem(new Error(`request ${id} waits`));
      return answer;
    },
    callback: async ({ key }, note) => {
      if (!isNote(note)) throw new Error('the order would not take this as a note');
      const named = await namedCallbacks(database, key, [note.id]);
      await takeInput(database, key, ...named.filter((one) => one.type === 'callback'));
    },
    hint: async (key, channelNumber) => {
      await takeInput(database, key, { type: 'hint', channelNumber });
    },
    isReachable: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}
