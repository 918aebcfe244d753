import type { Engine } from '../../api/engine.ts';
import { engineProblem } from '../../api/engine-problem.ts';
import { nextDueAtMs } from '../../domain/agenda.ts';
import { decide } from '../../domain/decide.ts';
import { evolve, fold, resume } from '../../domain/evolve.ts';
import { isRecorded } from '../../domain/fact.ts';
import type { Circumstances, Input } from '../../domain/input.ts';
import type { OrderState } from '../../domain/order.ts';
import type { OrderKey } from '../../domain/order-key.ts';
import { append } from '../../ledger/append.ts';
import type { Database } from '../../ledger/database.ts';
import { loadFacts } from '../../ledger/facts.ts';
import { pendingCallbacks } from '../../ledger/inbox-consumption.ts';
import { isCallbackNote, isRequest } from '../../workflows/message-shape.ts';

/** Reads an order, decides about inputs and appends what came of it, as its workflow does. */
export async function takeInput(
  database: Database,
  key: OrderKey,
  ...inputs: readonly Input[]
): Promise<OrderState> {
  let holds: Circumstances['holds'] = {};
  for (;;) {
    const { facts, seq } = await loadFacts(database, key);
    const loaded = fold(facts);
    if (loaded === null) throw new Error(`no order ${key.orderId}`);
    let after = resume(loaded);
    const decided = inputs.flatMap((input) => {
      const one = decide(after, input, { nowMs: Date.now(), holds });
      after = one.reduce<OrderState>(evolve, after);
      return one;
    });
    const outcome = await append(database, {
      ...{ key, expectedSeq: seq, facts: decided.filter(isRecorded) },
      consumedCallbacks: inputs.flatMap((one) => (one.type === 'callback' ? [one.id] : [])),
      nextDueAtMs: nextDueAtMs(after),
    });
    if (outcome.kind === 'appended') return after;
    if (outcome.kind === 'held') holds = { ...holds, [outcome.number]: outcome.hold };
  }
}

/**
 * The rules over a real ledger, in this process: where an order's workflow stands otherwise, so
 * that thousands of odd inputs go all the way to PostgreSQL within a minute. Calls no channel.
 */
export function rulesEngine(database: Database): Engine {
  return {
    request: async ({ key }, id, input) => {
      if (!isRequest(input)) throw new Error('the order would not take this as a request');
      const { answers } = await takeInput(database, key, input);
      const answer = answers[id];
      // It waits for a channel's answer, which nobody asks for here.
      if (answer === undefined) throw engineProblem(new Error(`request ${id} waits`));
      return answer;
    },
    callback: async ({ key }, note) => {
      if (!isCallbackNote(note)) throw new Error('the order would not take this as a note');
      await takeInput(database, key, ...(await pendingCallbacks(database, key, [note.id])));
    },
    hint: async (key, channelNumber) => {
      await takeInput(database, key, { type: 'hint', channelNumber });
    },
    isReachable: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}
