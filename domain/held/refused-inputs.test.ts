import { expect, test } from 'vitest';
import type { Input } from '../facts/input.ts';
import { no, success, World } from '../testing/world.ts';
import { holdOf, namesTaken, retriesOf, unreadHold } from './refused-inputs.ts';

const order = new World().open('A').state;
const paid: Input = { type: 'queried', number: 'A', askedAtMs: 0, answer: success('T') };
const unpaid: Input = { type: 'queried', number: 'A', askedAtMs: 0, answer: { kind: 'unpaid' } };

test('what bears money is held as evidence of its attempt, any other answer as an answer', () => {
  expect(holdOf(order, paid, 'why')).toMatchObject({ what: 'evidence:A', kind: 'evidence' });
  expect(holdOf(order, unpaid, 'why')).toMatchObject({ what: 'answer:A', kind: 'answer' });
  const refused: Input = { type: 'created', number: 'A', askedAtMs: 0, answer: no };
  expect(holdOf(order, refused, 'why')).toMatchObject({ what: 'answer:A', numbers: [] });
});

test('evidence is ended by evidence alone: that nothing was paid says nothing of it', () => {
  expect(namesTaken(order, paid)).toEqual(['evidence:A', 'answer:A']);
  expect(namesTaken(order, unpaid)).toEqual(['answer:A']);
});

test('requests of a kind are one hold, however many are asked', () => {
  const close = (id: string): Input => ({ type: 'close', id });
  expect(holdOf(order, close('1'), 'why')?.what).toBe(holdOf(order, close('2'), 'why')?.what);
});

test('a callback that this version does not read may be evidence of its payment, and is tried from the inbox', () => {
  const hold = unreadHold(order, { id: 'cb_1', channelNumber: 'A' });
  expect(hold).toMatchObject({ kind: 'evidence', numbers: ['A'], callback: 'cb_1' });
  expect(retriesOf([{ ...hold, isDue: true }])).toEqual({ callbacks: ['cb_1'], inputs: [] });
});

test('what is not due is not tried', () => {
  const hold = holdOf(order, paid, 'why');
  if (hold === null) throw new Error('a success is worth holding');
  expect(retriesOf([{ ...hold, isDue: false }])).toEqual({ callbacks: [], inputs: [] });
  expect(retriesOf([{ ...hold, isDue: true }]).inputs).toEqual([{ type: 'retry', number: 'A' }]);
});
