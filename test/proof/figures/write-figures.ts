import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';

/** What a proof command found in its last run; rows and numbers, as plain JSON. */
export type Figures = Readonly<{
  /** The command that repeats it. */
  command: string;
  /** When it ended, ISO 8601. */
  date: string;
  seconds: number;
}> &
  Readonly<Record<string, unknown>>;

export const figureNames = ['model', 'random', 'guards', 'chaos', 'upgrade', 'pitfalls'] as const;

export type FigureName = (typeof figureNames)[number];

/** The folder from which the pages take their figures. */
export const figuresFolder = join(projectFolder, 'docs', 'figures');

/** Replaces the figures of one command by those of this run. */
export function writeFigures(name: FigureName, figures: Figures): void {
  mkdirSync(figuresFolder, { recursive: true });
  writeFileSync(join(figuresFolder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
