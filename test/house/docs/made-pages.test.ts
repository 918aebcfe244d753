import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import {
  configurationPage,
  configurationText,
  environmentSettings,
  fileSettings,
} from './configuration-page.ts';
import { receiversPage, receiversText } from './receivers-page.ts';

function textOf(page: string): string {
  return readFileSync(join(projectFolder, page), 'utf8');
}

test('the page of the configuration is what its schemas say; npm run contract makes it', () => {
  expect(textOf(configurationPage)).toBe(configurationText());
});

test('every setting says what it is for', () => {
  const all = [...fileSettings(), ...environmentSettings()];
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(({ words }) => words === null).map(({ path }) => path)).toEqual([]);
});

test('the page of the receivers has the very programs; npm run contract puts them in', () => {
  const text = textOf(receiversPage);
  expect(text).toBe(receiversText(text));
  expect(receiversText(text.replace('createHmac', 'createHash'))).toBe(text);
});
