import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { runJobs } from '../model/job-pool.ts';
import { readyTest } from '../model/ready-test.ts';
import { tellStory } from '../model/story.ts';
import { type Found, mostSteps, type Search } from './search.ts';
import { sourceSeed } from './source-seed.ts';

/** Of another number the figures would say less, or could not be compared. */
const forms = new Map<number, 'random' | 'random long'>([
  [10_000, 'random'],
  [1_000_000, 'random long'],
]);

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string', default: '10000' } },
});

/** Runs of one share. They follow from the share's seed alone, whichever process plays it. */
const runsOfShare = 500;

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} is a whole number, not ${text}.`);
}

const seed = wholeNumber('seed', values.seed ?? String(sourceSeed()));
const runs = wholeNumber('runs', values.runs);
const shares = Array.from({ length: Math.ceil(runs / runsOfShare) }, (_, at) => ({
  seed: (seed + at * 7_919) % 2_147_483_647,
  runs: Math.min(runsOfShare, runs - at * runsOfShare),
}));

function tellFound({ violation, story, setting, settingExpression, shrinks }: Found): string {
  const source = { name: 'storm', from: './storm.ts', expression: settingExpression };
  return [
    `${violation.invariant}: ${violation.complaint}`,
    `in ${setting.name}, shrunk ${shrinks} times`,
    tellStory(story),
    '\nAs a test:\n',
    readyTest(violation, story, source),
  ].join('\n');
}

process.stdout.write(`seed ${seed}, ${runs} runs of up to ${mostSteps} random steps\n`);
const began = beginRun();
const searches: Search[] = [];
const script = fileURLToPath(new URL('search-process.ts', import.meta.url));
await runJobs(script, shares, (answer) => {
  const search = answer as Search;
  searches.push(search);
  if (search.found !== null) process.stdout.write(`${tellFound(search.found)}\n`);
});

const events = new Map<string, number>();
for (const search of searches) {
  for (const [event, count] of Object.entries(search.events)) {
    events.set(event, (events.get(event) ?? 0) + count);
  }
}
const rows = [...events]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([event, stories]) => ({ event, stories }));
for (const { event, stories } of rows) {
  process.stdout.write(`${String(stories).padStart(7)} stories  ${event}\n`);
}
const figures = {
  runs: searches.reduce((sum, one) => sum + one.runs, 0),
  steps: searches.reduce((sum, one) => sum + one.steps, 0),
  eventKinds: rows.length,
  violations: searches.filter((one) => one.found !== null).length,
};
process.stdout.write(
  `${figures.runs} runs, ${figures.steps} steps, each state checked, ${secondsSince(began)} s: ` +
    `${figures.violations} violations; repeat with --seed ${seed}\n`,
);
const form = forms.get(runs);
if (form !== undefined) {
  const command = `npm run proof:random -- --seed ${seed} --runs ${runs}`;
  process.stdout.write(
    `${leaveFigures(form, began, { command, figures, rows: { events: rows } })}\n`,
  );
}
if (figures.violations > 0) process.exitCode = 1;
