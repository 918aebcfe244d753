import { Client, Connection } from '@temporalio/client';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../../ledger/database/database.ts';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { proofs } from '../figures/proofs.ts';
import { presentViolation } from '../chaos/report.ts';
import { type RoundFigures, upgradeFigures } from './figures.ts';
import { Installation } from './installation.ts';
import { everyState, rowOf, smallMatrix, presentCell } from './matrix.ts';
import {
  allRulesRelease,
  type Release,
  releaseBefore,
  ruleNames,
  ruleRelease,
  thisRelease,
} from './releases.ts';
import { type Ground, Round, type RoundResult } from './round.ts';

/**
 * `npm run proof:upgrade`: orders in twelve states meet a worker with changed rules. The small form
 * plays each rule and each state once. `--full` plays all twelve by twelve, each with the way back,
 * and pairs old and new worker and API both ways. `--rule N` plays one row of the full form.
 * Ends with 1 if anything is wrong.
 */

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * How long an old and a new part run side by side before the other part is replaced as well; ms.
 */
const sideBySideMs = 20_000;

function tell(name: string, { told, evidence, wrong }: RoundResult): void {
  for (const { id, cell, runs } of told) {
    const mark = wrong.has(id) ? 'WRONG' : 'held ';
    const differs = runs.differs === 0 ? '' : `  differed ${runs.differs}`;
    const ended = runs.terminated === 0 ? '' : `  ended ${runs.terminated}`;
    say(`${mark}  ${presentCell(cell)}${differs}${ended}`);
  }
  for (const [id, sentences] of wrong) {
    for (const what of sentences) say(`\nWRONG in ${name}: ${id}: ${what}`);
    const [what = ''] = sentences;
    const seen = evidence.orders.some((one) => one.id === id);
    if (seen) say(presentViolation({ invariant: 'quiet-end', order: id, what }, evidence));
  }
}

type Ran = Readonly<{
  figures: RoundFigures;
  stories: readonly Readonly<Record<string, unknown>>[];
  isWrong: boolean;
}>;

async function timed(name: string, play: () => Promise<RoundResult>): Promise<Ran> {
  const beganMs = Date.now();
  const result = await play();
  tell(name, result);
  const seconds = Math.round((Date.now() - beganMs) / 1_000);
  say(`${name}: ${result.told.length} stories, ${result.wrong.size} wrong, ${seconds} s\n`);
  const sum = (of: (one: RoundResult['told'][number]) => number): number =>
    result.told.reduce((total, one) => total + of(one), 0);
  const figures = {
    replacement: name,
    stories: result.told.length,
    wrong: result.wrong.size,
    seconds,
    differed: sum(({ runs }) => runs.differs),
    runsEnded: sum(({ runs }) => runs.terminated),
  };
  const stories = result.told.map(({ id, cell, runs }) => ({
    replacement: name,
    story: presentCell(cell),
    differed: runs.differs,
    runsEnded: runs.terminated,
    wrong: result.wrong.get(id) ?? [],
  }));
  return { figures, stories, isWrong: result.wrong.size > 0 };
}

async function playSmall(ground: Ground, all: Release): Promise<RoundResult> {
  const round = await Round.open('upgrade', ground, smallMatrix());
  await round.prepare();
  await ground.installation.replace('worker', all, 'SIGKILL', () => round.meanwhile());
  await round.finish();
  await round.rest('all at rest');
  await round.compareDigests();
  return round.judge();
}

/**
 * Plays one rule with each state, and then the way back, which ends what the rule had left undone.
 */
async function playRow(ground: Ground, base: Release, at: number): Promise<RoundResult> {
  const round = await Round.open(`upgrade-${at}`, ground, rowOf(at));
  const release = await ruleRelease(ruleNames[at] ?? '');
  try {
    await round.prepare();
    const signal = at % 2 === 0 ? 'SIGKILL' : 'SIGTERM';
    await ground.installation.replace('worker', release, signal, () => round.meanwhile());
    await round.finish();
    await round.rest('held may move');
    await round.compareDigests();
    await ground.installation.replace('worker', base, 'SIGTERM');
    await round.untilAllEnded();
    await round.rest('all at rest');
    await round.compareDigests();
    return await round.judge();
  } finally {
    release.remove();
  }
}

/** Begins with both parts of the release before; replaces `first`, and only later the other. */
async function playMixed(
  ground: Ground,
  before: Release,
  base: Release,
  first: 'worker' | 'api',
): Promise<RoundResult> {
  const { installation } = ground;
  await installation.replace('worker', before, 'SIGTERM');
  await installation.replace('api', before, 'SIGTERM');
  const round = await Round.open(`${first}-first`, ground, everyState());
  await round.prepare();
  await installation.replace(first, base, 'SIGTERM', () => round.meanwhile());
  const finished = round.finish();
  await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, sideBySideMs))]);
  await installation.replace(first === 'worker' ? 'api' : 'worker', base, 'SIGTERM');
  await finished;
  await round.untilAllEnded();
  await round.rest('all at rest');
  return round.judge();
}

async function playRows(ground: Ground, base: Release, only: number | null): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (const [at, name] of ruleNames.entries()) {
    if (only !== null && only !== at) continue;
    ran.push(await timed(name, () => playRow(ground, base, at)));
  }
  return ran;
}

async function playBoth(ground: Ground, base: Release): Promise<Ran[]> {
  const before = await releaseBefore();
  try {
    return [
      await timed('new worker, old API', () => playMixed(ground, before, base, 'worker')),
      await timed('old worker, new API', () => playMixed(ground, before, base, 'api')),
    ];
  } finally {
    before.remove();
  }
}

type Wanted = Readonly<{
  isFull: boolean;
  isMixed: boolean;
  /** The one row of the full form to play; null: all. */
  rule: number | null;
}>;

function readArguments(args: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      mixed: { type: 'boolean', default: false },
      rule: { type: 'string' },
    },
  });
  const rule = values.rule === undefined ? null : Number(values.rule);
  if (rule !== null && ruleNames[rule] === undefined) throw new Error(`no such rule: ${rule}`);
  return { isFull: values.full, isMixed: values.mixed, rule };
}

/** @param all the release for the small form; null: parts of the full form are wanted */
async function play(
  ground: Ground,
  base: Release,
  all: Release | null,
  { isFull, isMixed, rule }: Wanted,
): Promise<Ran[]> {
  if (all !== null) return [await timed('twelve changed rules', () => playSmall(ground, all))];
  return [
    ...(isFull || rule !== null ? await playRows(ground, base, rule) : []),
    ...(isFull || isMixed ? await playBoth(ground, base) : []),
  ];
}

/** The form that was played whole, or null. */
function formOf({ isFull, isMixed, rule }: Wanted): 'upgrade' | 'upgrade full' | null {
  if (rule !== null) return null;
  if (isFull) return 'upgrade full';
  return isMixed ? null : 'upgrade';
}

async function main(): Promise<number> {
  const began = beginRun();
  const wanted = readArguments(process.argv.slice(2));
  const form = formOf(wanted);
  const base = await thisRelease();
  const [installation, all] = await Promise.all([
    Installation.start(base),
    form === 'upgrade' ? allRulesRelease() : null,
  ]);
  const { addresses } = installation.paidonce;
  const db = openDatabase(addresses.database, { applicationName: 'upgrade-judge', max: 2 });
  const connection = await Connection.connect({ address: addresses.temporal });
  try {
    const ground = { installation, db, engine: new Client({ connection }) };
    const ran = await play(ground, base, all, wanted);
    const rounds = ran.map((one) => one.figures);
    const figures = upgradeFigures(rounds);
    say(`${figures.stories} stories, ${figures.wrong} wrong; ${secondsSince(began)} s`);
    if (form !== null) {
      const command = proofs.upgrade.forms[form];
      const rows = { replacements: rounds, stories: ran.flatMap((one) => one.stories) };
      say(leaveFigures(form, began, { command, figures, rows }));
    }
    return ran.some((one) => one.isWrong) ? 1 : 0;
  } finally {
    await connection.close();
    await db.close();
    await installation.stop();
    for (const release of [base, all]) release?.remove();
  }
}

process.exitCode = await main();
