/** Somebody's words as a part of a sentence of ours: without the end of their own. */
export function clause(words: string): string {
  return words.trimEnd().replace(/[.。\s]+$/u, '');
}
