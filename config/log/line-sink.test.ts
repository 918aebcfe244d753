import { expect, test, vi } from 'vitest';
import { lineSink, type LineSink } from './line-sink.ts';

type Reader = Readonly<{ sink: LineSink; read: () => string; takes: (bytes: number) => void }>;

/** A sink whose reader takes so many bytes, and then none until it is told to take more. */
function reader(mostBytes: number): Reader {
  const state = { text: '', left: Infinity };
  const sink = lineSink(
    (bytes) => {
      if (state.left === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
      const taken = Buffer.from(bytes.subarray(0, Math.min(state.left, bytes.length)));
      state.left -= taken.length;
      state.text += taken.toString();
      return taken.length;
    },
    (lines) => `dropped ${lines}\n`,
    { mostBytes, againMs: 5 },
  );
  return { sink, read: () => state.text, takes: (bytes) => (state.left = bytes) };
}

test('lines are written at once while somebody reads', () => {
  const { sink, read } = reader(100);
  sink.write('one\n');
  sink.write('two\n');
  expect(read()).toBe('one\ntwo\n');
});

test('what can’t be written waits, whole, and goes out by itself in its order', async () => {
  const { sink, read, takes } = reader(100);
  takes(2);
  expect(() => {
    sink.write('one\n');
    sink.write('two\n');
  }).not.toThrow();
  expect(read()).toBe('on');
  takes(Infinity);
  await vi.waitFor(() => expect(read()).toBe('one\ntwo\n'));
});

test('beyond a bound lines are dropped, and one line says how many', async () => {
  const { sink, read, takes } = reader(10);
  takes(0);
  for (let line = 0; line < 1_000; line += 1) sink.write('12345\n');
  takes(Infinity);
  await vi.waitFor(() => expect(read()).toBe('12345\ndropped 999\n'));
  sink.write('next\n');
  expect(read()).toBe('12345\ndropped 999\nnext\n');
});

test('the end of a process writes what it can', () => {
  const { sink, read, takes } = reader(100);
  takes(0);
  sink.write('last words\n');
  sink.flush();
  expect(read()).toBe('');
  takes(Infinity);
  sink.flush();
  expect(read()).toBe('last words\n');
});
