import { isProven } from '../../domain/facts/fact-evidence.ts';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { OrderState } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { EvidenceNames } from '../../domain/decide/append-request.ts';
import { type Spoken, takeAnswers } from '../answers/channel-answers.ts';
import type { Db } from '../database/database.ts';
import { takeCallbacks } from '../inbox/inbox-consumption.ts';

/** Thrown to roll the append back: no row that is not taken up yet is evidence for a fact. */
export class Unproven extends Error {
  override readonly name = 'Unproven';
}

/** What an append took: facts may rest on it alone, and its words are kept with them. */
export type Evidence = Readonly<{
  /** @throws Unproven for a fact that none of the rows is evidence for */
  checkProven: (fact: RecordedFact, after: OrderState) => void;
  spoken: readonly Spoken[];
}>;

/**
 * Takes up rows of evidence for an append; each row is taken up once.
 *
 * @param seq the order's newest after the append
 */
export type TakeEvidence = (
  db: Db,
  key: OrderKey,
  names: EvidenceNames,
  seq: number,
) => Promise<Evidence>;

/** A fact that needs a channel's word needs it in one of these rows, of this order and number. */
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
