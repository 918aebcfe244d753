import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { beginRun, leaveFigures, rowsFolder } from './leave-figures.ts';
import { everyProof } from './proofs.ts';
import { readSummary, type Run, summaryFile, textOf } from './summary.ts';

const mostLines = 200;

const state = { folder: '' };

beforeEach(() => {
  state.folder = mkdtempSync(join(tmpdir(), 'paidonce-figures-'));
});

afterEach(() => rmSync(state.folder, { recursive: true, force: true }));

function places() {
  return { summary: join(state.folder, 'figures.json'), rows: join(state.folder, 'rows') };
}

function leaveGuards(caught: number): string {
  const figures = { guards: 3, caught };
  const rows = { guards: [{ guard: 'a lock', caughtBy: 'a test' }] };
  return leaveFigures('guards', beginRun(), { command: 'it', figures, rows }, places());
}

function leaveRandom(name: 'random' | 'random long', runs: number): void {
  const figures = { runs, steps: 0, eventKinds: 0, violations: 0 };
  leaveFigures(name, beginRun(), { command: 'it', figures, rows: {} }, places());
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

test(`the summary has ${mostLines} lines at most, also when every form has left its figures`, () => {
  expect(linesOf(readFileSync(summaryFile, 'utf8'))).toBeLessThanOrEqual(mostLines);
  const all = everyProof.flatMap(({ forms, meanings }) => {
    const figures = Object.fromEntries(Object.keys(meanings).map((key) => [key, 1]));
    const run: Run = { command: '', date: '', commit: '', node: '', seconds: 1, figures };
    return Object.keys(forms).map((name) => [name, run] as const);
  });
  const lines = linesOf(textOf(Object.fromEntries(all)));
  expect(lines).toBeGreaterThan(100);
  expect(lines).toBeLessThanOrEqual(mostLines);
});

test('the summary is as its writer writes it, and each figure has its meaning', () => {
  const summary = readSummary();
  expect(readFileSync(summaryFile, 'utf8')).toBe(textOf(summary));
  for (const { forms, meanings } of everyProof) {
    const ran = Object.entries(summary).filter(([name]) => name in forms);
    const known = Object.keys(meanings);
    for (const [, { figures }] of ran) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(figures)));
    }
  }
});

test('of two commands that end one after the other both are kept, in one order', () => {
  leaveRandom('random', 5);
  leaveGuards(3);
  const text = readFileSync(places().summary, 'utf8');
  expect(Object.keys(readSummary(places().summary))).toEqual(['random', 'guards']);
  leaveGuards(2);
  leaveRandom('random', 6);
  const { random, guards } = readSummary(places().summary);
  expect([random?.figures.runs, guards?.figures.caught]).toEqual([6, 2]);
  expect(linesOf(readFileSync(places().summary, 'utf8'))).toBe(linesOf(text));
});

test('the small form leaves the figures of the larger one', () => {
  leaveRandom('random long', 1_000_000);
  leaveRandom('random', 10_000);
  const { random, 'random long': long } = readSummary(places().summary);
  expect([random?.figures.runs, long?.figures.runs]).toEqual([10_000, 1_000_000]);
});

test('a run says when, by what and on which source it was', () => {
  leaveGuards(3);
  const run = readSummary(places().summary).guards;
  expect(run).toMatchObject({ command: 'it', node: process.version });
  expect(Date.now() - Date.parse(run?.date ?? '')).toBeLessThan(60_000);
  expect(run?.commit ?? '0000000').toMatch(/^[0-9a-f]{7,}( and changes)?$/);
});

test('the rows go to a folder that git ignores, and none to the summary', () => {
  const line = leaveGuards(3);
  expect(line).toContain('guards.json');
  expect(readdirSync(places().rows)).toEqual(['guards.json']);
  const left: unknown = JSON.parse(readFileSync(join(places().rows, 'guards.json'), 'utf8'));
  expect(left).toMatchObject({ rows: { guards: [{ guard: 'a lock' }] }, figures: { caught: 3 } });
  expect(readFileSync(places().summary, 'utf8')).not.toContain('a lock');
  const ignored = readFileSync(join(projectFolder, '.gitignore'), 'utf8').split('\n');
  expect(ignored.map((one) => join(projectFolder, one, '.'))).toContain(join(rowsFolder, '.'));
});

test('a summary that can not be read, as in a merge, is told and never replaced', () => {
  const torn = '<<<<<<< HEAD\n{}\n';
  writeFileSync(places().summary, torn);
  expect(() => leaveGuards(3)).toThrow(places().summary);
  expect(readFileSync(places().summary, 'utf8')).toBe(torn);
});
