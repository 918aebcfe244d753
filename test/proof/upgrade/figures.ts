import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Figures, figuresFolder } from '../figures/write-figures.ts';

/** One replacement of versions, and how its stories ended. */
export type RoundFigures = Readonly<{
  replacement: string;
  stories: number;
  wrong: number;
  /** Appends that were refused because a run believed something else than the ledger. */
  differed: number;
  /** Runs that were ended because the version installed could not go on with them. */
  runs_ended: number;
  seconds: number;
}>;

const lastFull = z.looseObject({ last_full_run: z.record(z.string(), z.unknown()).optional() });

/** The figures of the last full run, which the small form keeps. */
function lastFullRun(): Readonly<Record<string, unknown>> | undefined {
  const path = join(figuresFolder, 'upgrade.json');
  if (!existsSync(path)) return undefined;
  return lastFull.parse(JSON.parse(readFileSync(path, 'utf8'))).last_full_run;
}

/** What a run found, as plain numbers and rows. @param seconds of the whole command */
export function upgradeFigures(rounds: readonly RoundFigures[], isFull: boolean, seconds: number) {
  const sum = (of: (one: RoundFigures) => number): number =>
    rounds.reduce((total, one) => total + of(one), 0);
  const figures = {
    command: `npm run proof:upgrade${isFull ? ' -- --full' : ''}`,
    date: new Date().toISOString(),
    seconds: Math.round(seconds),
    stories: sum((one) => one.stories),
    wrong: sum((one) => one.wrong),
    replacements: rounds,
  } satisfies Figures;
  const kept = isFull ? figures : lastFullRun();
  return { ...figures, ...(kept === undefined ? {} : { last_full_run: kept }) };
}
