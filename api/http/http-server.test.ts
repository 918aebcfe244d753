import { expect, test } from 'vitest';
import { createHttpServer } from './http-server.ts';
import { waitSeconds } from './query-forms.ts';

/** The longest that the API does for an answer besides waiting: a connection, and a statement. */
const slowLedgerMs = 5_000 + 10_000;

test('a connection may be silent for longer than the longest answer is on its way', () => {
  const allowed = Array.from({ length: 3_600 }, (_, seconds) => seconds).filter(
    (seconds) => waitSeconds.safeParse(String(seconds)).success,
  );
  const longestMs = Math.max(...allowed) * 1_000;
  expect(longestMs).toBeGreaterThanOrEqual(60_000);
  const server = createHttpServer(() => undefined, 'https://pay.example');
  // Before it its key is looked up; after it the ledger is read again.
  expect(server.timeout).toBeGreaterThanOrEqual(longestMs + 2 * slowLedgerMs);
});
