import { expect, test } from 'vitest';
import { makeBell } from './wake-up.ts';

const never = new AbortController().signal;

test('a ring before the listening is heard at once', async () => {
  const bell = makeBell();
  bell.ring();
  await bell.heard(60_000, never);
  const second = bell.heard(60_000, never).then(() => 'heard');
  expect(await Promise.race([second, Promise.resolve('silent')])).toBe('silent');
  bell.ring();
  expect(await second).toBe('heard');
});

test('listening ends when the process is told to stop', async () => {
  const stop = new AbortController();
  const heard = makeBell().heard(60_000, stop.signal);
  stop.abort();
  await heard;
});

test('listening ends by itself: a lost ring costs time, nothing else', async () => {
  await makeBell().heard(5, never);
});
