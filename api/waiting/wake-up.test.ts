import { expect, test } from 'vitest';
import { makeWakeUp } from './wake-up.ts';

const never = new AbortController().signal;

test('a ring before the listening is heard at once', async () => {
  const wakeUp = makeWakeUp();
  wakeUp.send();
  await wakeUp.received(60_000, never);
  const second = wakeUp.received(60_000, never).then(() => 'heard');
  expect(await Promise.race([second, Promise.resolve('silent')])).toBe('silent');
  wakeUp.send();
  expect(await second).toBe('heard');
});

test('listening ends when the process is told to stop', async () => {
  const stop = new AbortController();
  const heard = makeWakeUp().received(60_000, stop.signal);
  stop.abort();
  await heard;
});

test('listening ends by itself: a lost ring costs time, nothing else', async () => {
  await makeWakeUp().received(5, never);
});
