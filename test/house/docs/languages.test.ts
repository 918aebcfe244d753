import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { codeWordsOf, commandsOf, linksOf } from './commands.ts';

const english = readFileSync(join(projectFolder, 'README.md'), 'utf8');
const chinese = readFileSync(join(projectFolder, 'README.zh-CN.md'), 'utf8');

test('each command of one README stands in the other', () => {
  expect(commandsOf(english).length).toBeGreaterThan(2);
  expect(commandsOf(chinese)).toEqual(commandsOf(english));
});

test('both name the same files, settings and pages', () => {
  expect(codeWordsOf(chinese).sort()).toEqual(codeWordsOf(english).sort());
  expect([...new Set(linksOf(chinese))].sort()).toEqual([...new Set(linksOf(english))].sort());
});

test('each README leads to the other', () => {
  expect(english).toContain('](README.zh-CN.md)');
  expect(chinese).toContain('](README.md)');
});

test('a command that is changed in one of them is seen, a picture is not compared', () => {
  const page = '```sh\nnpm start\n```\n```mermaid\nA: pay\n```\n';
  expect(commandsOf(page)).toEqual(['npm start\n']);
  expect(commandsOf(page.replace('npm start', 'npm run start'))).not.toEqual(commandsOf(page));
  expect(commandsOf(page.replace('A: pay', 'A: 付款'))).toEqual(commandsOf(page));
});
