import type { Change } from './guard.ts';

/**
 * The text of a file with one change made.
 *
 * @throws Error when what is to be changed is not found exactly once
 */
export function changedText(text: string, { file, from, to }: Change): string {
  const parts = text.split(from);
  if (parts.length !== 2) {
    throw new Error(
      `${file}: found ${parts.length - 1} times, to be found once. ` +
        `The guard was moved or reworded; put its present text into the list of guards:\n${from}`,
    );
  }
  return parts.join(to);
}
