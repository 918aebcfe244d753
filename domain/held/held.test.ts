import { describe, expect, test } from 'vitest';
import type { Held } from './held.ts';
import type { Input } from '../facts/input.ts';
import { consequenceName, evidenceIn, isHeldBack } from './held.ts';
import { heldBy } from './order-hold.ts';
import { minuteMs, scanTraits, secondMs, walletTraits } from '../testing/channel-kinds.ts';
import { lost, no, person, success, World } from '../testing/world.ts';

const wallet = { channel: 'paypal', traits: walletTraits };

function evidenceOf(...numbers: string[]): Held {
  return { evidence: numbers, consequences: [] };
}

function withheld(...consequences: string[]): Held {
  return { evidence: [], consequences };
}

/** Evidence of A's money is held. */
function heldA(world: World): World {
  world.held = evidenceOf('A');
  return world;
}

/** Two codes on the page. */
function two(): World {
  const world = new World().open('A').pay('B', { channel: 'alipay', traits: scanTraits });
  return world.advance(2 * secondMs).offered('B');
}

/** B won, A was paid too, and both queries are answered. */
function duplicate(): World {
  return two().paid('B').paid('A').advance(secondMs);
}

describe('rule 21: while evidence of money is held', () => {
  test('its order opens no attempt, and hands out none: the click is told so for now', () => {
    const world = heldA(new World().open('A'));
    const answer = { kind: 'refused', code: 'order_held', untilMs: world.nowMs + 30_000 };
    for (const number of ['B', 'C']) {
      expect(world.pay(number).said).toMatchObject([{ type: 'request_answered', answer }]);
    }
    expect(world.state.attempts).toHaveLength(1);
  });

  test('a click that waited is told so too, and keeps nobody waiting', () => {
    const world = new World().open('A').pay('B', { channel: 'alipay', traits: scanTraits });
    expect(heldA(world).advance(secondMs).said).toMatchObject([
      { type: 'pay_refused', input: 'click-B', code: 'order_held' },
    ]);
    expect(world.state).toMatchObject({ pendingPays: [], attempts: [{ number: 'A' }] });
  });

  test.each([
    ['close', (world: World) => world.close()],
    ['refund', (world: World) => world.refund('R', 100)],
    ['late decision', (world: World) => world.late('A', 'accept')],
    ['a person’s decision', (world: World) => world.approve('AR1')],
  ])('%s: nothing is done, and it is decided anew later', (_what, ask) => {
    const world = heldA(new World().open('A'));
    expect(ask(world).said).toMatchObject([{ answer: { code: 'order_held' } }]);
    expect(Object.keys(world.state.answers)).toEqual(['click-A']);
  });

  test('a request answered before has its answer still', () => {
    const world = heldA(new World().open('A'));
    expect(world.pay('A').said).toEqual([]);
    expect(world.answer('click-A')).toMatchObject({ kind: 'attempt', number: 'A' });
  });

  test('no-guess: its attempt is not final, whatever a query says', () => {
    const world = heldA(new World().open('A'));
    world.says('A', 'closed').advance(minuteMs).says('A', 'closed');
    expect(world.attempt('A').final).toBe(false);
    world.held = evidenceOf();
    expect(world.says('A', 'closed').attempt('A').final).toBe(true);
  });

  test('no-guess: nor by a create that was refused', () => {
    const world = heldA(new World().pay('A'));
    expect(world.created('A', no).attempt('A')).toMatchObject({ final: false, create: 'unknown' });
  });

  test('another attempt is judged as ever: it may end, and it may win', () => {
    const world = heldA(two());
    world.paid('B');
    expect(world.state).toMatchObject({ status: 'paid', winner: 'B' });
  });

  test('its order does not close, and closes once the evidence is taken', () => {
    const world = new World().open('A').close();
    heldA(world).closeAnswered('A').says('A', 'closed');
    world.nowMs += 11 * minuteMs;
    expect(world.give({ type: 'clock' }).state.status).toBe('closing');
    world.held = evidenceOf();
    expect(world.paid('A').state).toMatchObject({ status: 'paid', winner: 'A' });
  });

  test('one-charge: nothing is captured, for what is held may hold the money', () => {
    const other = new World()
      .open('A')
      .pay('C', wallet)
      .advance(2 * secondMs)
      .offered('C');
    heldA(other).says('C', 'approved').advance(minuteMs);
    expect(other.attempt('C')).toMatchObject({ status: 'approved', capture: null });
    other.held = evidenceOf();
    expect(other.advance(minuteMs).attempt('C').capture).not.toBeNull();
  });

  test('no compensation is asked, and none that was goes out', () => {
    const world = duplicate();
    world.held = evidenceOf('A');
    world.paid('B').paid('A');
    expect(world.state.refunds).toEqual([]);
    world.held = evidenceOf();
    expect(world.advance(secondMs).state.refunds).toHaveLength(1);
    const refund = { kind: 'refund', lane: 'AR1', refundNumber: 'AR1', dueAtMs: 0 } as const;
    expect(isHeldBack(evidenceOf('A'), refund)).toBe(true);
    expect(isHeldBack(evidenceOf(), refund)).toBe(false);
  });

  test('channels are asked on', () => {
    const query = { kind: 'query', lane: 'A', number: 'A', dueAtMs: 0, why: 'poll' } as const;
    expect(isHeldBack(evidenceOf('A'), query)).toBe(false);
  });

  test('what is held is asked about at once at a word, however long its channel was silent', () => {
    const world = heldA(new World().open('A'));
    const retry = { type: 'retry', number: 'A' } as const;
    expect(world.give(retry).types).toEqual(['query_prompted', 'query_renewed']);
    expect(world.due).toEqual(['query A']);
    for (let times = 0; times < 5; times += 1) world.queried('A', lost);
    expect(world.due).toEqual([]);
    expect(world.give(retry).types).toEqual(['query_renewed']);
    expect(world.due).toEqual(['query A']);
  });
});

test('rule 21: a refund whose answer is held is asked about at once at a word', () => {
  const world = new World().open('A').paid('A').refund('R', 100);
  for (let times = 0; times < 5; times += 1) world.refunded('AR1', lost);
  expect(world.due).toEqual([]);
  world.held = evidenceOf('A');
  expect(world.give({ type: 'retry', number: 'AR1' }).types).toEqual(['refund_query_renewed']);
  expect(world.due).toEqual(['query_refund AR1']);
});

test('rule 21: a refund that ended meanwhile is asked about all the same while an answer about it is held', () => {
  const world = new World()
    .open('A')
    .paid('A')
    .refund('R', 100)
    .refunded('AR1', { kind: 'succeeded' });
  expect(world.due).toEqual([]);
  world.held = evidenceOf('A');
  expect(world.give({ type: 'retry', number: 'AR1' }).types).toEqual([
    'refund_prompted',
    'refund_query_renewed',
  ]);
  expect(world.due).toEqual(['query_refund AR1']);
  expect(world.give({ type: 'retry', number: 'AR1' }).types).toEqual(['refund_query_renewed']);
});

describe('rule 21: a consequence that is withheld', () => {
  test('is not decided again, and those of other attempts are', () => {
    const world = new World().open('A').pay('B', { channel: 'alipay', traits: scanTraits });
    world.advance(2 * secondMs).offered('B');
    world.held = withheld('attempt_withdrawn:B');
    world.paid('A');
    expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
    expect(world.attempt('B').withdrawal).toBeNull();
    world.held = withheld();
    expect(world.give({ type: 'clock' }).types).toEqual(['attempt_withdrawn']);
  });

  test('a compensation that is withheld leaves the next one its way', () => {
    const world = two()
      .pay('C', { channel: 'bank' })
      .advance(2 * secondMs);
    world.paid('C').paid('A').paid('B').advance(secondMs);
    world.held = withheld('refund_requested:AR1');
    world.paid('C').paid('A').paid('B');
    expect(world.state.refunds.map((one) => one.number)).toEqual(['BR1']);
  });

  test('a waiting click whose plan is withheld makes room for those behind it', () => {
    const world = new World().open('A').pay('B', { channel: 'alipay', traits: scanTraits });
    world.pay('C', { channel: 'bank' });
    world.held = withheld('attempt_planned:B');
    world.advance(3 * secondMs);
    expect(world.attempt('C').status).toBe('opening');
    expect(world.ledger).toContainEqual(
      expect.objectContaining({ type: 'pay_refused', input: 'click-B', code: 'order_held' }),
    );
  });
});

describe('what is evidence of money', () => {
  const order = new World().open('A').state;

  const words: readonly (readonly [string, Input])[] = [
    ['a success by query', { type: 'queried', number: 'A', askedAtMs: 0, answer: success('T') }],
    ['a success by capture', { type: 'captured', number: 'A', askedAtMs: 0, answer: success('T') }],
    [
      'a success by callback',
      {
        type: 'callback',
        id: 'cb',
        channelNumber: 'A',
        fresh: false,
        news: { kind: 'payment', finding: success('T') },
      },
    ],
    [
      'a reversal',
      {
        type: 'callback',
        id: 'cb',
        channelNumber: 'A',
        fresh: true,
        news: { kind: 'reversal', reference: 'CB', amountMinor: 1 },
      },
    ],
  ];
  test.each(words)('%s', (_what, input) => {
    expect(evidenceIn(order, input)).toEqual(['A']);
  });

  const others: readonly (readonly [string, Input])[] = [
    ['unpaid', { type: 'queried', number: 'A', askedAtMs: 0, answer: { kind: 'unpaid' } }],
    ['a refused create', { type: 'created', number: 'A', askedAtMs: 0, answer: no }],
    [
      'a person’s word',
      { type: 'attention_decision', id: 'd', attention: 'unknown:A', by: person },
    ],
  ];
  test.each(others)('not %s', (_what, input) => {
    expect(evidenceIn(order, input)).toEqual([]);
  });
});

test('a consequence that is due is tried; evidence is held until it is taken', () => {
  const of = { callback: null, why: 'refused' };
  const late = { ...of, kind: 'consequence', what: 'order_closed:', numbers: [] } as const;
  const money = { ...of, kind: 'evidence', what: 'evidence:A', numbers: ['A'] } as const;
  const held = (isDue: boolean) => heldBy([late, money].map((one) => ({ ...one, isDue })));
  expect(held(false)).toEqual({ evidence: ['A'], consequences: ['order_closed:'] });
  expect(held(true)).toEqual({ evidence: ['A'], consequences: [] });
  expect(consequenceName([{ type: 'order_closed', atMs: 1 }])).toBe('order_closed:');
});
