/**
 * `npm run proof:pitfalls`: plays every story, prints what came of each, and writes
 * docs/pitfalls.md and the figures. Ends with 1 when one of ours goes wrong.
 *
 * `--only TEXT` plays the stories whose pitfall contains it, and writes nothing;
 * `--page` writes docs/pitfalls.md alone.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { projectFolder } from '../../../dev/own-process.ts';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { proofs } from '../figures/proofs.ts';
import { literally } from '../../kit/literally.ts';
import { allStories } from './all-stories.ts';
import { pageFile, pageOf } from './page.ts';
import type { Story } from './story.ts';

const command = proofs.pitfalls.forms.pitfalls;

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
        }),
      ),
    }),
  ),
});

type Played = Readonly<{ story: Story; passed: boolean; seconds: number }>;

/** Runs the stories under vitest, whose words on failures go to the terminal. */
async function play(stories: readonly Story[]): Promise<readonly Played[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pitfalls-'));
  const report = join(folder, 'report.json');
  const names = stories.map(({ test }) => `^${literally(test)}$`).join('|');
  const vitest = spawn(
    process.execPath,
    [
      join(projectFolder, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'pitfalls',
      '--testNamePattern',
      names,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  try {
    await once(vitest, 'exit');
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
    const results = testResults.flatMap((file) => file.assertionResults);
    return stories.map((story) => {
      // A story that did not run did not pass.
      const result = results.find((one) => one.title === story.test);
      const seconds = Math.round((result?.duration ?? 0) / 100) / 10;
      return { story, passed: result?.status === 'passed', seconds };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell({ story, passed, seconds }: Played, at: number): void {
  const mark = passed ? 'held' : 'WENT WRONG';
  const number = String(at + 1).padStart(2);
  const { pitfall, sources, there, here, test } = story;
  process.stdout.write(
    `${number}  ${mark}  ${seconds.toFixed(1)} s  ${pitfall}\n` +
      `      seen in  ${sources.map((one) => one.name).join(', ')}\n` +
      `      there    ${there}\n      here     ${here}\n      test     ${test}\n`,
  );
}

async function prove(only: string | undefined): Promise<boolean> {
  const chosen = allStories.filter(({ pitfall }) => only === undefined || pitfall.includes(only));
  const began = beginRun();
  const played = chosen.length === 0 ? [] : await play(chosen);
  const held = played.filter((one) => one.passed);
  played.forEach(tell);
  process.stdout.write(
    `${held.length} of ${played.length} pitfalls avoided; ${secondsSince(began)} s\n`,
  );
  if (only === undefined) {
    const rows = played.map(({ story, passed, seconds }) => ({
      pitfall: story.pitfall,
      source: story.sources[0].url,
      test: story.test,
      passed,
      seconds,
    }));
    const figures = { pitfalls: played.length, held: held.length };
    const left = leaveFigures('pitfalls', began, { command, figures, rows: { pitfalls: rows } });
    process.stdout.write(`${left}\n`);
  }
  return played.length > 0 && held.length === played.length;
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, page: { type: 'boolean', default: false } },
});
if (values.only === undefined) writeFileSync(pageFile, pageOf(allStories));
if (!values.page) process.exitCode = (await prove(values.only)) ? 0 : 1;
