import type { Change } from '../../kit/changed-text.ts';

/**
 * A test that must turn red; `test` is a part of its full name, which begins with its suites'
 * names.
 */
export type Witness = Readonly<{ file: string; test: string }>;

/**
 * Something in the source that keeps money or evidence safe, how to disable it, and which test
 * notices.
 */
export type Guard = Readonly<{
  name: string;
  /** What the code wrongly does once the guard is disabled. */
  disabled: string;
  changes: readonly [Change, ...Change[]];
  witness: Witness;
}>;

/** The room of a guard: the first folder of its file. */
export function roomOf(guard: Guard): string {
  return guard.changes[0].file.split('/')[0] ?? '';
}

/** A guard that is disabled by a change in one place. */
export function guard(
  name: string,
  disabled: string,
  file: string,
  [from, to]: readonly [from: string, to: string],
  witness: Witness,
): Guard {
  return { name, disabled, changes: [{ file, from, to }], witness };
}
