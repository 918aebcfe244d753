import { expect, test } from 'vitest';
import { parseDemoArguments } from './arguments.ts';

const named = ['--api', 'http://127.0.0.1:8080', '--sandbox', 'http://127.0.0.1:8090'];

test('a demo starts its own PaidOnce, unless one that runs is named whole', () => {
  expect(parseDemoArguments(['double-payment'], {}).running).toBeNull();
  const { running } = parseDemoArguments(['double-payment', ...named], { PAIDONCE_KEY: 'k' });
  expect(running).toEqual({ api: named[1], sandbox: named[3], key: 'k' });
  expect(() => parseDemoArguments(['double-payment', ...named], {})).toThrow('all of them');
});

test('no worker is killed in a PaidOnce that is not the demo’s own', () => {
  expect(() => parseDemoArguments(['crash', ...named], { PAIDONCE_KEY: 'k' })).toThrow('own');
});

test('what is no story or option is refused, with a pointer to help', () => {
  expect(() => parseDemoArguments(['tale'], {})).toThrow('--help');
  expect(() => parseDemoArguments(['crash', '--fast'], {})).toThrow('--help');
});
