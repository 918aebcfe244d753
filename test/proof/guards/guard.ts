import type { Change } from '../../kit/changed-text.ts';

/** A test that must turn red; `test` is a part of its name, suite names before it. */
export type Witness = Readonly<{ file: string; test: string }>;

/** Something in the source that keeps money or evidence safe, how to disable it, and who sees that. */
export type Guard = Readonly<{
  name: string;
  /** What the change disables, in the past tense of a defect: what the code then does. */
  disabled: string;
  changes: readonly [Change, ...Change[]];
  witness: Witness;
}>;

/** The room a guard stands in: the first folder of its file. */
export function roomOf(guard: Guard): string {
  return guard.changes[0].file.split('/')[0] ?? '';
}

/** A guard in one place. */
export function guard(
  name: string,
  disabled: string,
  file: string,
  [from, to]: readonly [from: string, to: string],
  witness: Witness,
): Guard {
  return { name, disabled, changes: [{ file, from, to }], witness };
}
