import { expect, test, vi } from 'vitest';
import { type LogLimits, limitedLog } from './limited-log.ts';

type Line = Readonly<{ fields: object; message: string | undefined }>;

function openLog(limits: LogLimits) {
  const lines: Line[] = [];
  const keep = (fields: object, message?: string): void => void lines.push({ fields, message });
  return { lines, log: limitedLog({ info: keep, warn: keep, error: keep }, limits) };
}

test('of the same again and again the first few are written, and then how many there were', async () => {
  const { lines, log } = openLog({ most: 2, everyMs: 20, mostKinds: 10 });
  for (let call = 0; call < 100; call += 1) log('warn', 'forged', { call }, 'not verified');
  log('warn', 'stale', { call: 100 }, 'not verified');
  expect(lines.map(({ fields }) => fields)).toEqual([{ call: 0 }, { call: 1 }, { call: 100 }]);
  await vi.waitFor(() => expect(lines).toHaveLength(4));
  expect(lines[3]).toEqual({
    fields: { kind: 'forged', repeated: 98 },
    message: 'not verified (more of the same)',
  });
});

test('a minute later the next one is written again', async () => {
  const { lines, log } = openLog({ most: 1, everyMs: 10, mostKinds: 10 });
  log('warn', 'forged', {}, 'not verified');
  await vi.waitFor(() => {
    log('warn', 'forged', { again: true }, 'not verified');
    expect(lines.some(({ fields }) => 'again' in fields)).toBe(true);
  });
});

test('kinds without end are kept apart only so far', () => {
  const { lines, log } = openLog({ most: 1, everyMs: 60_000, mostKinds: 3 });
  for (let kind = 0; kind < 1_000; kind += 1) log('warn', `${kind}`, { kind }, 'odd');
  expect(lines.length).toBeLessThanOrEqual(4);
});
