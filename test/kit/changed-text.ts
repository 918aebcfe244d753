/** A place in the source, found by its exact text, and the text to put in its place. */
export type Change = Readonly<{
  /** Path from the project's folder. */
  file: string;
  /** It must be found exactly once; otherwise the change is out of date. */
  from: string;
  to: string;
}>;

/**
 * The text of a file with one change made.
 *
 * @throws Error when `from` is not found exactly once
 */
export function changedText(text: string, { file, from, to }: Change): string {
  const parts = text.split(from);
  if (parts.length !== 2) {
    throw new Error(
      `${file}: found ${parts.length - 1} times, to be found once. ` +
        `It was moved or reworded; put its present text in the place of this:\n${from}`,
    );
  }
  return parts.join(to);
}
