import { expect, test } from 'vitest';
import type { NamedInputs } from '../messages/order-activities.ts';
import type { LedgerCalls } from './ledger-calls.ts';
import { readNamed } from './named-inputs.ts';

/** A ledger that holds these rows, and is asked for nothing else. */
function holding(rows: Partial<NamedInputs>): LedgerCalls {
  const notAsked = (): Promise<never> => Promise.reject(new Error('only rows are read here'));
  const read = (): Promise<NamedInputs> =>
    Promise.resolve({ callbacks: [], answers: [], requests: [], ...rows });
  return { load: notAsked, read, append: notAsked, noteDue: notAsked, mark: notAsked };
}

const name = { call: 'query', number: 'N-1', askedAtMs: 1_000 } as const;
const names = { callbacks: [], answers: [name], requests: [] };

test('no-guess: a call whose row is not there counts as unanswered, and takes up no row', async () => {
  const of = { type: 'queried', number: 'N-1', askedAtMs: 1_000 } as const;
  const other = { ...of, askedAtMs: 2_000, answer: { kind: 'unpaid' } } as const;
  const read = await readNamed(holding({ answers: [other] }), names, () => true);
  const input = { ...of, answer: { kind: 'unknown', code: 'unproven' } };
  expect(read.inputs).toEqual([{ input, consumed: { callbacks: [], answers: [] } }]);
  expect(read.isComplete).toBe(false);
});

test('no-guess: a call whose row is there is answered as its row says, and takes it up', async () => {
  const answer = { kind: 'unpaid' } as const;
  const input = { type: 'queried', number: 'N-1', askedAtMs: 1_000, answer } as const;
  const read = await readNamed(holding({ answers: [input] }), names, () => true);
  expect(read.inputs).toEqual([{ input, consumed: { callbacks: [], answers: [name] } }]);
  expect(read.isComplete).toBe(true);
});
