import { expect, test } from 'vitest';
import { buildOf, pidOf, workerIdentity } from './worker-identity.ts';

test('a worker names its build, and its process', () => {
  const identity = workerIdentity({ build: '0af31c', pid: 7, host: 'worker-1.example' });
  expect(identity).toBe('paidonce-worker/0af31c@worker-1.example:7');
  expect(buildOf(identity)).toBe('0af31c');
  expect(pidOf(identity)).toBe(7);
});

test('a worker that names no build is a build of its own', () => {
  expect(buildOf('4711@worker-1')).toBe('4711@worker-1');
  expect(buildOf('')).toBe('');
  expect(pidOf('4711@worker-1')).toBeNull();
});
