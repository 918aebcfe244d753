import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';
import { figuresPage, withFigures } from './pages.ts';
import { readSummary } from './summary.ts';

/* npm run proof:page: puts what the proof commands found into the pages. */
const docs = join(projectFolder, 'docs');
const guarantees = join(docs, 'guarantees.md');
const summary = readSummary();
writeFileSync(join(docs, 'figures.md'), figuresPage(summary));
writeFileSync(guarantees, withFigures(readFileSync(guarantees, 'utf8'), summary));
process.stdout.write('docs/guarantees.md and docs/figures.md show the figures of the last runs.\n');
