import { fileURLToPath } from 'node:url';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { proofs } from '../figures/proofs.ts';
import type { Report } from './explore.ts';
import { processes, runJobs } from './job-pool.ts';
import { readyTest } from './ready-test.ts';
import { tell } from './report-line.ts';
import { ciSettings, deepSettings, fullSettings } from './settings.ts';

const forms = {
  model: { option: '', settings: ciSettings },
  'model full': { option: '--full', settings: fullSettings },
  'model deep': { option: '--deep', settings: deepSettings },
} as const;
const larger = ['model deep', 'model full'] as const;
const form = larger.find((one) => process.argv.includes(forms[one].option)) ?? 'model';
const settings = forms[form].settings();
const began = beginRun();
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
const command = proofs.model.forms[form];
process.stdout.write(
  `${totals.configurations} configurations, ${totals.states} states, ${totals.transitions} transitions, ` +
    `${secondsSince(began)} s: ${totals.violations} violations, ` +
    `${totals.notExhausted} not exhausted\n`,
);
const left = leaveFigures(form, began, {
  command,
  figures: totals,
  rows: { configurations: rows },
});
process.stdout.write(`${left}\n`);
if (totals.violations + totals.notExhausted > 0) process.exitCode = 1;
