import { setImmediate } from 'node:timers/promises';
import { waitedTooLong } from '../../ledger/database/database.ts';
import { type AllTurns, turnOf, type TurnTaker } from '../limits/turns.ts';

/**
 * Looks for all who ask the same question at once, and answers each with what was seen.
 *
 * @param who in whose turn it is looked, if nobody has asked the same yet
 * @param question names what `look` sees
 * @returns what was seen by a look that began after the asking
 * @throws what the look threw, to all who share it
 */
export type SharedLooks<T> = (
  who: TurnTaker,
  question: string,
  look: () => Promise<T>,
) => Promise<T>;

/** The longest wait for a turn, ms: as long as any answer is held. */
const longestMs = 60_000;

/**
 * Lets held answers look together: a change wakes all who wait for a merchant's news, and they must
 * not stand in the way of whoever reads something new.
 *
 * @param turns in which they look, whatever they ask
 */
export function shareLooks<T>(turns: Pick<AllTurns, 'of'>): SharedLooks<T> {
  const toCome = new Map<string, Promise<T>>();

  async function inTurn(who: TurnTaker, question: string, look: () => Promise<T>): Promise<T> {
    // One change wakes all who wait; all of them have asked before this goes on.
    await setImmediate();
    const end = await turns.of(turnOf(who)).take(longestMs);
    // Whoever asks from here on may know of a change that this look does not see.
    toCome.delete(question);
    if (end === null) throw new Error(waitedTooLong);
    try {
      return await look();
    } finally {
      end();
    }
  }

  return (who, question, look) => {
    const known = toCome.get(question);
    if (known !== undefined) return known;
    const seen = inTurn(who, question, look);
    toCome.set(question, seen);
    return seen;
  };
}
