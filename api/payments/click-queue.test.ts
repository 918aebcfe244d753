import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createClickQueue } from './click-queue.ts';

test('work on the same order takes turns; on another it does not wait', async () => {
  const clicks = createClickQueue(10_000);
  const story: string[] = [];
  const gate = new AbortController();
  const first = clicks('A', async () => {
    story.push('A1 begins');
    await once(gate.signal, 'abort');
    story.push('A1 ends');
  });
  const second = clicks('A', () => Promise.resolve(story.push('A2')));
  await clicks('B', () => Promise.resolve(story.push('B1')));
  gate.abort();
  await Promise.all([first, second]);
  expect(story).toEqual(['A1 begins', 'B1', 'A1 ends', 'A2']);
});

test('who waited too long goes on without its turn', async () => {
  const clicks = createClickQueue(5);
  const gate = new AbortController();
  const first = clicks('A', () => once(gate.signal, 'abort'));
  expect(await clicks('A', () => Promise.resolve('went on'))).toBe('went on');
  gate.abort();
  await first;
});

test('work that fails gives its turn on', async () => {
  const clicks = createClickQueue(10_000);
  const failing = clicks('A', () => Promise.reject(new Error('no')));
  const next = clicks('A', () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
