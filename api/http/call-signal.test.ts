import { EventEmitter, getEventListeners } from 'node:events';
import type { Response } from 'express';
import { expect, test } from 'vitest';
import { callSignal } from './call-signal.ts';

function response(closed: boolean): Response {
  return Object.assign(new EventEmitter(), { closed }) as unknown as Response;
}

test('a call ends when its caller hangs up, and leaves nothing on the signal of the process', () => {
  const stopping = new AbortController();
  const caller = response(false);
  const signal = callSignal(caller, stopping.signal);
  expect(signal.aborted).toBe(false);
  caller.emit('close');
  expect(signal.aborted).toBe(true);
  expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
});

test('a call ends when the process stops, also one that comes after', () => {
  const stopping = new AbortController();
  const signal = callSignal(response(false), stopping.signal);
  stopping.abort();
  expect(signal.aborted).toBe(true);
  expect(callSignal(response(false), stopping.signal).aborted).toBe(true);
});

test('a caller who is gone already is not waited for', () => {
  const stopping = new AbortController();
  expect(callSignal(response(true), stopping.signal).aborted).toBe(true);
  expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
});
