import { expect, test } from 'vitest';
import { factSamples } from '../../domain/testing/fact-samples.ts';
import { World } from '../../domain/testing/world.ts';
import { castOf } from './cast.ts';
import { factEntry } from './tell-fact.ts';

const world = new World().open('A').close().advance(600_000).paid('A').advance(1_000).paid('A');
const cast = castOf(world.state, {
  failure: (_number, code) => `the channel said ${code}.`,
  reason: () => 'one ticket returned',
});

test.each(Object.values(factSamples))('$type has a sentence that people can read', (fact) => {
  const { text, who, evidence, about } = factEntry(fact, 7, cast);
  expect(text).toMatch(/^[A-Z][^\n]{10,300}[^.\s]\.$/u);
  for (const part of [text, who, evidence ?? '', about ?? '']) {
    expect(part).not.toMatch(/undefined|null|NaN|\[object|\$\{|_at\b/);
  }
  expect(who).not.toBe('');
});

test('amounts are in the major unit, and why a refund is made is said', () => {
  const told = (type: keyof typeof factSamples) => factEntry(factSamples[type], 1, cast).text;
  expect(told('order_created')).toContain('19.99 CNY');
  expect(told('refund_requested')).toContain('because: paid after the order closed');
  expect(told('refund_held')).toContain('it is above the limit of one refund');
  expect(told('attempt_refused')).toContain('refused: the channel said refused)');
});

test('a person’s decision names the person, and a callback’s fact its callback', () => {
  const approved = factEntry(factSamples.refund_approved, 1, cast);
  expect(approved).toMatchObject({ source: 'person', who: 'Lin', evidence: 'request i' });
  const paid = factEntry({ ...factSamples.payment_captured, input: 'cb_1' }, 1, cast);
  expect(paid).toMatchObject({ source: 'fact', evidence: 'callback cb_1' });
});
