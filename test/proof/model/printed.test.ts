import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { explore } from './explore.ts';
import { plantedRules, plantedSetting } from './plants.ts';
import { readyTest, type Source } from './ready-test.ts';

type Run = Readonly<{ isGreen: boolean; output: string }>;

/** Runs the text of a test as vitest would run it among ours. */
function runPrinted(text: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-printed-'));
  try {
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    const placed = text.replaceAll('./', `${join(projectFolder, 'test/proof/model')}/`);
    writeFileSync(join(folder, 'printed.test.ts'), placed);
    const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--root', folder, '--reporter', 'verbose'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { isGreen: status === 0, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const name = 'a duplicate is never given back';
const quoted = `'${name}'`;
const from = './plants.ts';
const setting: Source = {
  name: 'plantedSetting',
  from,
  expression: `plantedSetting(${quoted})`,
};
const rules: Source = { name: 'plantedRules', from, expression: `plantedRules(${quoted})` };

test('a violation prints a test that is red under the broken rules and green under ours', () => {
  const { violation } = explore(plantedSetting(name), plantedRules(name));
  if (violation === null) throw new Error('The plant was not found.');
  const broken = runPrinted(readyTest(violation, violation.story, setting, rules));
  expect(broken.isGreen, broken.output).toBe(false);
  expect(broken.output).toContain(`${violation.invariant}: ${violation.complaint}`);
  const mended = runPrinted(readyTest(violation, violation.story, setting));
  expect(mended.isGreen, mended.output).toBe(true);
});
