import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writePrivateFile } from '../../../dev/private-file.ts';
import { projectFolder } from '../../../dev/own-process.ts';
import { sourceCommit } from './commit.ts';
import type { FiguresOf, RunName } from './proofs.ts';
import { keepRun, readSummary, summaryFile } from './summary.ts';

/** What a run is of, as it stood when it began. */
export type Beginning = Readonly<{ startedMs: number; commit: string | null }>;

/**
 * Before anything else of a run.
 *
 * @throws Error if the summary can't be read: better now than after an hour of proving
 */
export function beginRun(): Beginning {
  readSummary();
  return { startedMs: performance.now(), commit: sourceCommit() };
}

/** Of a run up to now, to a tenth. */
export function secondsSince({ startedMs }: Beginning): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}

/** Tables by name; a row of one is of no use in another. */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Where figures go: sums to a file that git keeps, rows to a folder that it ignores. */
type Places = Readonly<{ summary: string; rows: string }>;

/** In git's list of what it ignores. */
export const rowsFolder = join(projectFolder, '.figures');

const usualPlaces: Places = { summary: summaryFile, rows: rowsFolder };

/**
 * Leaves what a whole run of a command found. A run of a part leaves nothing.
 *
 * @param name of the form that was run; the other forms of the proof keep theirs
 * @param found.command what repeats it, with its seed
 * @param found.rows what the figures are sums of; the log must have them too
 * @returns where it was left, as a line for the log
 */
export function leaveFigures<N extends RunName>(
  name: N,
  began: Beginning,
  found: Readonly<{ command: string; figures: FiguresOf<N>; rows: Rows }>,
  places = usualPlaces,
): string {
  const run = {
    command: found.command,
    date: new Date().toISOString(),
    commit: began.commit,
    node: process.version,
    seconds: secondsSince(began),
    figures: found.figures,
  };
  mkdirSync(places.rows, { recursive: true });
  const rows = join(places.rows, `${name.replaceAll(' ', '-')}.json`);
  writePrivateFile(rows, `${JSON.stringify({ ...run, rows: found.rows }, null, 2)}\n`);
  keepRun(name, run, places.summary);
  const shown = (path: string): string => relative(projectFolder, path);
  return `Figures: ${shown(places.summary)}, "${name}"; rows: above, and in ${shown(rows)}.`;
}
