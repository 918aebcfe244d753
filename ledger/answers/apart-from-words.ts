import type { TaskAnswer } from '../../domain/facts/input.ts';

/** A channel's answer without its words, and the words; null: there are none. */
export type ApartFromWords = Readonly<{ said: TaskAnswer['answer']; words: string | null }>;

/**
 * Separates a channel's words from its answer. The words are free text, so the rules, and the
 * engine that carries the answer to them, get the answer alone.
 *
 * @see docs/rules.md rule 22
 */
export function apartFromWords(
  answer: TaskAnswer['answer'] & Readonly<{ message?: string }>,
): ApartFromWords {
  const { message, ...said } = answer;
  return { said, words: message ?? null };
}
