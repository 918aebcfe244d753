import type { TaskAnswer } from '../../domain/facts/input.ts';

/** What a channel answered, and the words it said with it; null: none. */
export type ApartFromWords = Readonly<{ said: TaskAnswer['answer']; words: string | null }>;

/**
 * Sets a channel's words apart from its answer. They are free text: the rules, and the engine that
 * carries what the rules hear, get the answer alone.
 *
 * @see docs/rules.md rule 22
 */
export function apartFromWords(
  answer: TaskAnswer['answer'] & Readonly<{ message?: string }>,
): ApartFromWords {
  const { message, ...said } = answer;
  return { said, words: message ?? null };
}
