import { fileURLToPath } from 'node:url';
import { writeFigures } from '../figures/write-figures.ts';
import type { Report } from './explore.ts';
import { processes, runJobs } from './job-pool.ts';
import { readyTest } from './ready-test.ts';
import { tell } from './report-line.ts';
import { ciSettings, deepSettings, fullSettings } from './settings.ts';

const forms = { '': ciSettings, '--full': fullSettings, '--deep': deepSettings } as const;
const form = (['--deep', '--full'] as const).find((one) => process.argv.includes(one)) ?? '';
const settings = forms[form]();
const startedMs = performance.now();
const reports: Report[] = [];

function testOf({ setting, violation }: Report): string {
  if (violation === null) return '';
  const expression = `settingNamed('${setting.replaceAll("'", "\\'")}')`;
  const source = { name: 'settingNamed', from: './settings.ts', expression };
  return `\nAs a test:\n\n${readyTest(violation, violation.story, source)}`;
}

process.stdout.write(
  `${settings.length} configurations, each to its end, on ${processes} processes\n`,
);
const script = fileURLToPath(new URL('explore-process.ts', import.meta.url));
const names = settings.map((one) => one.name);
await runJobs(script, names, (answer) => {
  const report = answer as Report;
  reports.push(report);
  process.stdout.write(`${tell(report)}\n${testOf(report)}`);
});

const seconds = Math.round((performance.now() - startedMs) / 1000);
const sum = (of: (report: Report) => number): number =>
  reports.reduce((total, report) => total + of(report), 0);
const totals = {
  configurations: reports.length,
  states: sum((one) => one.states),
  transitions: sum((one) => one.transitions),
  deepest: Math.max(...reports.map((one) => one.depth)),
  violations: reports.filter((one) => one.violation !== null).length,
  notExhausted: reports.filter((one) => one.isCut).length,
};
const rows = names.flatMap((name) => {
  const report = reports.find((one) => one.setting === name);
  if (report === undefined) return [];
  const { states, transitions, depth, quiescent, ms, violation, isCut } = report;
  const broken = violation?.invariant ?? null;
  return [{ name, states, transitions, depth, atRest: quiescent, ms, broken, isCut }];
});
const command = `npm run proof:model${form === '' ? '' : ` -- ${form}`}`;
writeFigures('model', { command, date: new Date().toISOString(), seconds, ...totals, rows });
process.stdout.write(
  `${totals.configurations} configurations, ${totals.states} states, ${totals.transitions} transitions, ` +
    `${seconds} s: ${totals.violations} violations, ${totals.notExhausted} not exhausted\n`,
);
if (totals.violations + totals.notExhausted > 0) process.exitCode = 1;
