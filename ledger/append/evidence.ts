import { isProven } from '../../domain/facts/fact-evidence.ts';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { OrderState } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { EvidenceNames } from '../../domain/decide/append-request.ts';
import { type Spoken, takeAnswers } from '../answers/channel-answers.ts';
import type { Db } from '../database/database.ts';
import { takeCallbacks } from '../inbox/inbox-consumption.ts';

/** Rolls the append back: a fact rests on no row that is still to be taken. */
export class Unproven extends Error {
  override readonly name = 'Unproven';
}

/** What an append took: facts may rest on it alone, and its words are kept with them. */
export type Evidence = Readonly<{
  /** @throws Unproven for a fact that none of the rows bears */
  checkProven: (fact: RecordedFact, after: OrderState) => void;
  spoken: readonly Spoken[];
}>;

/**
 * Takes rows of evidence for an append, each once.
 *
 * @param seq of the order after the append
 */
export type TakeEvidence = (
  db: Db,
  key: OrderKey,
  names: EvidenceNames,
  seq: number,
) => Promise<Evidence>;

/** The word of a channel that a fact rests on must stand in one of these rows, of this order and number. */
export const takeEvidence: TakeEvidence = async (db, key, names, seq) => {
  const spoken = await takeAnswers(db, key, names.answers, seq);
  const callbacks = await takeCallbacks(db, names.callbacks, key, seq);
  const words = [...spoken.map((one) => one.answer), ...callbacks];
  return {
    checkProven: (fact, after) => {
      if (isProven(fact, after, words)) return;
      throw new Unproven(`${fact.type} rests on no word of a channel that is still to be taken`);
    },
    spoken,
  };
};
