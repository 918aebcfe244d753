import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../../../dev/private-file.ts';
import { projectFolder } from '../../../dev/own-process.ts';
import { type RunName, runNames } from './proofs.ts';

const figuresSchema = z.record(z.string(), z.number());

const runSchema = z
  .looseObject({
    command: z.string(),
    date: z.iso.datetime(),
    commit: z.string().nullable(),
    node: z.string().nullable(),
    seconds: z.number().nullable(),
  })
  .transform(({ command, date, commit, node, seconds, ...figures }) => ({
    command,
    date,
    commit,
    node,
    seconds,
    figures: figuresSchema.parse(figures),
  }));

const summarySchema = z.partialRecord(z.enum(runNames), runSchema);

/** A command's last run in one of its forms. In the file the figures stand beside the rest. */
export type Run = Readonly<{
  /** What repeats it. */
  command: string;
  /** When it ended, ISO 8601. */
  date: string;
  /** Of the source when it began; null: not known. */
  commit: string | null;
  /** Version of Node; null: not known. */
  node: string | null;
  /** From its start to its end; null: not known. */
  seconds: number | null;
  figures: Readonly<Record<string, number>>;
}>;

export type Summary = Readonly<Partial<Record<RunName, Run>>>;

/** The one file of figures in git: sums, no rows. */
export const summaryFile = join(projectFolder, 'docs', 'figures.json');

/** @throws Error naming the file, if it is no summary, as after a merge that was not finished */
export function readSummary(file = summaryFile): Summary {
  if (!existsSync(file)) return {};
  try {
    return summarySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is no summary of figures; mend it first.`, { cause });
  }
}

/** The file's text: the runs in the order of the proofs, whichever ended first. */
export function textOf(summary: Summary): string {
  const runs = runNames.flatMap((name) => {
    const run = summary[name];
    if (run === undefined) return [];
    const { figures, ...rest } = run;
    return [[name, { ...rest, ...figures }] as const];
  });
  return `${JSON.stringify(Object.fromEntries(runs), null, 2)}\n`;
}

/** Puts a run in the place of the one before it of the same form, and leaves all others. */
export function keepRun(name: RunName, run: Run, file = summaryFile): void {
  // Read only now: another command may have ended while this one ran.
  writePrivateFile(file, textOf({ ...readSummary(file), [name]: run }));
}
