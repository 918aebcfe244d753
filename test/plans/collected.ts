import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '../../dev/own-process.ts';

const noted = z.object({ file: z.string(), line: z.number(), text: z.string() });

/** A statement of the product, and the place in our source that issued it. */
export type Issued = z.output<typeof noted>;

const folder = join(projectFolder, '.figures', 'statements');

/** What test/plans/tap.js noted while the tests ran, each text and place once. */
export function collectedStatements(): Issued[] {
  const all = new Map<string, Issued>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.jsonl'))) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      // A process that was killed may have left half a line.
      if (line.endsWith('}')) all.set(line, noted.parse(JSON.parse(line)));
    }
  }
  return [...all.values()];
}
