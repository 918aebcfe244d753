import type { CopiedTree } from '../../kit/copied-tree.ts';
import { type Guard, roomOf } from './guard.ts';
import { type Environment, failedByAssertion, runWitnesses } from './witness-run.ts';

/** How the witness judged the source with one guard disabled (the mutant). */
export type Verdict = Readonly<{
  guard: string;
  room: string;
  file: string;
  disabled: string;
  /** Name of the test that turned red; null: the mutant survived. */
  caughtBy: string | null;
  /** Why the mutant does not count as caught; null: it was caught. */
  trouble: string | null;
  seconds: number;
}>;

/** Disables a guard in the copied tree, runs its witness, and puts the guard back. */
export async function judgeGuard(
  tree: CopiedTree,
  guard: Guard,
  env: Environment,
): Promise<Verdict> {
  const { name, disabled, witness } = guard;
  const of = { guard: name, room: roomOf(guard), file: guard.changes[0].file, disabled };
  const putBack = tree.change(guard.changes);
  try {
    const run = await runWitnesses(tree.folder, [witness.file], witness.test, env);
    const red = failedByAssertion(run);
    if (red !== null) {
      const caughtBy = `${red.file}: ${red.name}`;
      return { ...of, caughtBy, trouble: null, seconds: run.seconds };
    }
    const failed = run.tests.filter((one) => one.status === 'failed');
    const trouble = [...run.broken, ...failed.map((one) => `${one.name}: ${one.failures.join()}`)];
    const why = trouble.length === 0 ? 'the witness stays green' : trouble.join('\n');
    return { ...of, caughtBy: null, trouble: why, seconds: run.seconds };
  } finally {
    putBack();
  }
}
