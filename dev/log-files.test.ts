import {
  closeSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { boundLogsOnce, lastLines, openLog, rotateLog } from './log-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-logs-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

function content(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

test('a log that grew too large makes way under its writer, who goes on in an empty one', () => {
  const log = openLog(folder, 'api');
  writeSync(log, 'one\n');
  boundLogsOnce(folder, ['api', 'worker'], 100);
  expect(readdirSync(folder)).toEqual(['api.log']);
  writeSync(log, `${'x'.repeat(100)}\n`);
  boundLogsOnce(folder, ['api', 'worker'], 100);
  writeSync(log, 'two\n');
  expect(content('api.log')).toBe('two\n');
  expect(content('api.1.log')).toMatch(/^one\nx{100}\n$/);
  closeSync(log);
});

test('size and number of all logs of a process are bounded, whatever it writes', () => {
  const log = openLog(folder, 'api');
  for (let line = 0; line < 200; line += 1) {
    writeSync(log, `${line} ${'x'.repeat(40)}\n`);
    boundLogsOnce(folder, ['api'], 200);
  }
  closeSync(log);
  const files = readdirSync(folder).sort();
  expect(files).toEqual(['api.1.log', 'api.2.log', 'api.3.log', 'api.4.log', 'api.log']);
  const sizes = files.map((name) => statSync(join(folder, name)).size);
  for (const size of sizes) expect(size).toBeLessThan(300);
});

test('a start keeps the logs of the starts before', () => {
  closeSync(openLog(folder, 'api'));
  rotateLog(folder, 'api');
  rotateLog(folder, 'api');
  expect(readdirSync(folder)).toEqual(['api.1.log']);
  expect(statSync(join(folder, 'api.1.log')).mode & 0o777).toBe(0o600);
});

test('the end of a log that is long is read without the rest of it', () => {
  const log = openLog(folder, 'api');
  for (let line = 0; line < 20_000; line += 1) writeSync(log, `line ${line}\n`);
  closeSync(log);
  expect(lastLines(folder, 'api', 2)).toBe('line 19998\nline 19999');
});
