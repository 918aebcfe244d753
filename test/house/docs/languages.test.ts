import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { codeWordsOf, commandsOf, linksOf } from './commands.ts';

/** Pages that are there in both languages; the folder of each. */
const twins = [
  ['', 'README'],
  ['docs/', 'getting-started'],
  ['docs/', 'integrate'],
] as const;

describe.each(twins)('%s%s', (folder, name) => {
  const english = readFileSync(join(projectFolder, `${folder}${name}.md`), 'utf8');
  const chinese = readFileSync(join(projectFolder, `${folder}${name}.zh-CN.md`), 'utf8');

  test('each command of one stands in the other', () => {
    expect(commandsOf(english).length).toBeGreaterThan(2);
    expect(commandsOf(chinese)).toEqual(commandsOf(english));
  });

  test('both name the same files, settings and pages', () => {
    expect(codeWordsOf(chinese).sort()).toEqual(codeWordsOf(english).sort());
    expect([...new Set(linksOf(chinese))].sort()).toEqual([...new Set(linksOf(english))].sort());
  });

  test('each leads to the other', () => {
    expect(english).toContain(`](${name}.zh-CN.md)`);
    expect(chinese).toContain(`](${name}.md)`);
  });
});

test('a command that is changed in one of them is seen, a picture is not compared', () => {
  const page = '```sh\nnpm start\n```\n```mermaid\nA: pay\n```\n';
  expect(commandsOf(page)).toEqual(['npm start\n']);
  expect(commandsOf(page.replace('npm start', 'npm run start'))).not.toEqual(commandsOf(page));
  expect(commandsOf(page.replace('A: pay', 'A: 付款'))).toEqual(commandsOf(page));
});
