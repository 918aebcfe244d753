import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../dev/own-process.ts';
import { sourceCommit } from '../../test/proof/figures/commit.ts';
import type { Measured, OverloadFigures } from './figures.ts';
import { commitBefore, install, releaseBefore, type Tree, workingCopy } from './installation.ts';
import { measure, type Plan } from './measure.ts';
import { withOverload } from './page.ts';
import { goodputPlot, latencyPlot } from './plots.ts';

/*
 * npm run bench:overload: the release before and the working copy, one after the other, each at its
 * peak and at one, two and four times that. About eight minutes. `-- --quick` tries it in two, and
 * leaves no figures.
 */
const isQuick = process.argv.includes('--quick');

const plan: Plan = isQuick
  ? { atOnce: [10], closedMs: 5_000, times: [1, 4], openMs: 8_000, settleMs: 5_000 }
  : {
      atOnce: [5, 10, 20, 40],
      closedMs: 12_000,
      times: [1, 2, 4],
      openMs: 30_000,
      settleMs: 12_000,
    };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function measured(release: string, tree: Tree): Promise<Measured> {
  say(`${release}:`);
  try {
    const installation = await install(tree);
    try {
      return await measure(release, installation.addresses, plan, say);
    } finally {
      await installation.stop();
    }
  } finally {
    tree.remove();
  }
}

async function leave(figures: OverloadFigures): Promise<void> {
  const docs = join(projectFolder, 'docs');
  const pictures = join(docs, 'pictures');
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, 'overload-goodput.svg'), await goodputPlot(figures.releases));
  writeFileSync(join(pictures, 'overload-latency.svg'), await latencyPlot(figures.releases));
  writeFileSync(join(docs, 'overload.json'), `${JSON.stringify(figures, null, 2)}\n`);
  const page = join(docs, 'performance.md');
  writeFileSync(page, withOverload(readFileSync(page, 'utf8'), figures));
  say('docs/performance.md, docs/overload.json and the plots are of this run.');
}

const beganMs = performance.now();
const commit = sourceCommit();
const releases = [
  await measured('the release before', releaseBefore()),
  await measured('this version', workingCopy),
];
const figures: OverloadFigures = {
  date: new Date().toISOString(),
  commit,
  commitBefore,
  node: process.version,
  cores: availableParallelism(),
  seconds: Math.round((performance.now() - beganMs) / 1_000),
  releases,
};
if (isQuick) say(JSON.stringify(figures, null, 2));
else await leave(figures);
