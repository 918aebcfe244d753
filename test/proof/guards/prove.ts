/**
 * `npm run proof:guards`: disables each guard of the list in turn, in a copy of the
 * source, and lets its witness judge. Ends with 1 when a mutant survives.
 *
 * `--only TEXT` runs the guards whose names contain it, and writes no figures.
 */
import { parseArgs } from 'node:util';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { proofs } from '../figures/proofs.ts';
import { sharedServer, startPostgres } from '../../kit/postgres.ts';
import { allGuards } from './all-guards.ts';
import { type CopiedTree, copyTree } from '../../kit/copied-tree.ts';
import { redWitnesses } from './green-witnesses.ts';
import type { Guard } from './guard.ts';
import { judgeGuard, type Verdict } from './judge-guard.ts';
import type { Environment } from './witness-run.ts';

const command = proofs.guards.forms.guards;
/** How many witnesses run at once: two fit on two cores. */
const atOnce = 2;

function tell(verdict: Verdict, done: number, of: number): void {
  const { guard, disabled, file, caughtBy, trouble, seconds } = verdict;
  const mark = caughtBy === null ? 'SURVIVED' : 'caught';
  const by = caughtBy === null ? `    ${trouble ?? ''}` : `    by ${caughtBy}`;
  const head = `[${String(done).padStart(2)}/${of}] ${mark} ${seconds.toFixed(1)} s  ${guard}`;
  process.stdout.write(`${head}\n    ${file}: ${disabled}\n${by}\n`);
}

async function judgeAll(trees: readonly CopiedTree[], guards: readonly Guard[], env: Environment) {
  const waiting = [...guards];
  const verdicts: Verdict[] = [];
  await Promise.all(
    trees.map(async (tree) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const verdict = await judgeGuard(tree, next, env);
        verdicts.push(verdict);
        tell(verdict, verdicts.length, guards.length);
      }
    }),
  );
  return guards.flatMap(({ name }) => verdicts.filter((one) => one.guard === name));
}

async function prove(guards: readonly Guard[]): Promise<readonly Verdict[]> {
  const postgres = await startPostgres();
  const trees = Array.from({ length: atOnce }, copyTree);
  const env = { [sharedServer]: postgres.url };
  try {
    // A list that is out of date is reported before minutes are spent on it.
    for (const one of guards) trees[0]?.change(one.changes)();
    // With nothing disabled every witness must be green, or its turning red would prove nothing.
    const files = [...new Set(guards.map(({ witness }) => witness.file))];
    const red = await Promise.all(
      trees.map((tree, at) => {
        const mine = files.filter((_, index) => index % atOnce === at);
        const those = guards.filter(({ witness }) => mine.includes(witness.file));
        return redWitnesses(tree, those, env);
      }),
    );
    if (red.flat().length > 0) throw new Error(red.flat().join('\n'));
    return await judgeAll(trees, guards, env);
  } finally {
    await postgres.stop();
    for (const tree of trees) tree.remove();
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const { only } = values;
const guards = allGuards.filter(
  ({ name }) => only === undefined || only.some((part) => name.includes(part)),
);
const began = beginRun();
const verdicts = await prove(guards);
const caught = verdicts.filter((one) => one.caughtBy !== null);
process.stdout.write(
  `${caught.length} of ${guards.length} guards have a witness; ${secondsSince(began)} s\n`,
);
if (only === undefined) {
  const figures = { guards: verdicts.length, caught: caught.length };
  process.stdout.write(
    `${leaveFigures('guards', began, { command, figures, rows: { guards: verdicts } })}\n`,
  );
}
process.exitCode = guards.length > 0 && caught.length === guards.length ? 0 : 1;
