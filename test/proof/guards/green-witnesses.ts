import type { CopiedTree } from '../../kit/copied-tree.ts';
import type { Guard } from './guard.ts';
import { type Environment, runWitnesses, type TestEnd } from './witness-run.ts';

function complaints(guards: readonly Guard[], tests: readonly TestEnd[]): string[] {
  return guards.flatMap(({ name, witness }) => {
    const mine = tests.filter(
      (one) => one.file === witness.file && one.name.includes(witness.test),
    );
    const passed = mine.filter((one) => one.status === 'passed');
    if (passed.length > 0 && passed.length === mine.length) return [];
    const how = mine.length === 0 ? 'there is no such test' : 'it does not pass';
    return [`${name}: with nothing disabled its witness must pass, and ${how}: ${witness.test}`];
  });
}

/**
 * Runs every witness with no guard disabled.
 *
 * @returns a complaint for each guard whose witness is missing or red; none: all are usable
 */
export async function redWitnesses(
  tree: CopiedTree,
  guards: readonly Guard[],
  env: Environment,
): Promise<string[]> {
  // Without a file vitest runs all there are.
  if (guards.length === 0) return [];
  const files = [...new Set(guards.map(({ witness }) => witness.file))];
  const run = await runWitnesses(tree.folder, files, null, env);
  const red = complaints(guards, run.tests);
  return red.length > 0 ? [...run.broken, ...red] : [];
}
