import { expect, test } from 'vitest';
import { attention } from '../order/attention.ts';
import { hourMs, minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { busy, no, person, World } from '../testing/world.ts';

const short = { kind: 'later', code: 'short_balance' } as const;

/** A paid order of which the merchant asked 5.00 back, and the refund goes out now. */
function asked(): World {
  return new World().open('A').paid('A').advance(secondMs).refund('r1', 500).advance(secondMs);
}

function seen(world: World, id: string): World {
  return world.give({ type: 'attention_decision', id: `seen ${id}`, attention: id, by: person });
}

test('rule 10: short balance: a person is told at once, and why is kept with the refund', () => {
  const world = asked().refunded('AR1', short);
  expect(world.types).toEqual(['refund_postponed', 'alert_raised']);
  expect(world.state.alerts).toMatchObject([
    { id: 'short_balance:AR1', kind: 'refund', number: 'AR1' },
  ]);
  expect(attention(world.state)).toEqual(['refund']);
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'requested',
    failure: { code: 'short_balance' },
  });
  expect(JSON.stringify(world.said)).not.toContain('NOT_ENOUGH');
});

test('rule 10: a balance that stays short is told once, also after a person has seen it', () => {
  const world = asked().refunded('AR1', short).advance(minuteMs).refunded('AR1', short);
  expect(world.types).toEqual(['refund_postponed']);
  seen(world, 'short_balance:AR1');
  expect(world.state.alerts).toEqual([]);
  world.advance(10 * minuteMs).refunded('AR1', short);
  expect(world.types).toEqual(['refund_postponed']);
  expect(world.state.alerts).toEqual([]);
});

test.each([
  ['succeeds', { kind: 'succeeded' }],
  ['is accepted', { kind: 'processing' }],
  ['finally fails', no],
  ['is stopped', { kind: 'held', hold: 'switch_off' }],
] as const)('rule 10: the alert of a short balance ends when its refund %s', (_how, answer) => {
  const world = asked().refunded('AR1', short).advance(minuteMs).refunded('AR1', answer);
  expect(world.state.alerts).toEqual([]);
});

test('rule 10: a balance short once more is told once more', () => {
  const world = asked().refunded('AR1', short).advance(minuteMs);
  world.refunded('AR1', { kind: 'held', hold: 'switch_off' }).approve('AR1').advance(secondMs);
  world.refunded('AR1', short);
  expect(world.state.alerts).toMatchObject([{ id: 'short_balance:AR1' }]);
});

test('rule 10: a postponement from before reasons were recorded still stands', () => {
  const world = asked().give({ type: 'clock' });
  world.ledger.push({
    type: 'refund_postponed',
    number: 'AR1',
    notBeforeMs: world.nowMs + minuteMs,
    atMs: world.nowMs,
  });
  world.restart();
  expect(world.refundOf('AR1')).toMatchObject({ postponed: 1, failure: null });
});

test('rule 10: calls that are not taken are repeated soon, and told only when they go on', () => {
  const world = asked();
  for (let call = 0; call < 3; call += 1) {
    world.refunded('AR1', { ...busy, why: 'busy' });
    expect(world.types).toEqual(['refund_unanswered']);
    world.advance(hourMs);
  }
  world.refunded('AR1', { ...busy, why: 'busy' });
  expect(world.types).toEqual(['refund_postponed']);
  expect(world.state.alerts).toEqual([]);
  expect(world.advance(minuteMs).due).toEqual(['refund AR1']);
});
