import { describe, expect, test } from 'vitest';
import { fold } from '../facts/evolve.ts';
import { defaultPolicy, type Policy } from '../order/policy.ts';
import { minuteMs, scanTraits, secondMs, traitsWith } from '../testing/channel-kinds.ts';
import { lost, no, success, World } from '../testing/world.ts';

const alipay = { channel: 'alipay', traits: scanTraits };
const unclosable = traitsWith({ closable: false });
const tooMany = { kind: 'refused', code: 'too_many_attempts' };

function cooling(untilMs: number) {
  return { kind: 'refused', code: 'channel_cooling', untilMs };
}

/** A click that its channel refuses at once. */
function refusedBy(world: World, number: string, difference: Parameters<World['pay']>[1] = {}) {
  return world.pay(number, difference).created(number, no);
}

/** `count` clicks on WeChat, each refused, a second apart. */
function refusals(world: World, count: number, name = 'R'): World {
  for (let n = 1; n <= count; n += 1) {
    refusedBy(world, `${name}${n}`);
    world.nowMs += secondMs;
  }
  return world;
}

/** `count` codes that nobody can close, each superseding the one before. */
function payable(world: World, count: number): World {
  for (let n = 1; n <= count; n += 1) {
    world.pay(`P${n}`, { method: `m${n}`, traits: unclosable }).advance(2 * secondMs);
    world.offered(`P${n}`);
  }
  return world;
}

describe('rule 1: the limit of attempts that can still be paid', () => {
  test('rule 1: the limits are 20 payable, 200 ever, 10 refusals in 10 min for a minute', () => {
    expect(defaultPolicy).toMatchObject({
      maxAttempts: 20,
      maxAttemptsEver: 200,
      maxRefusals: 10,
      refusalWindowMs: 10 * minuteMs,
      coolingMs: minuteMs,
    });
  });

  test('rule 1: twenty refusals by one channel do not shut the order to another', () => {
    const world = new World();
    for (let round = 0; round < 20; round += 1) {
      refusals(world, 1, `R${round}-`).nowMs += minuteMs;
    }
    expect(world.state.attempts.filter((one) => one.status === 'failed')).toHaveLength(20);
    world.pay('A', alipay);
    expect(world.types).toEqual(['attempt_planned']);
  });

  test('rule 1: past twenty that can be paid a click is refused, and withdraws none', () => {
    const world = payable(new World(), 20).pay('X', alipay);
    expect(world.answer('click-X')).toEqual(tooMany);
    expect(world.types).toEqual(['request_answered']);
    expect(world.attempt('P20').superseded).toBe(false);
  });

  test('rule 1: an attempt that ended counts no longer, a parked one does', () => {
    const policy = { maxAttempts: 1, attemptLifeMs: minuteMs, lastQueryPatienceMs: minuteMs };
    const ended = new World(policy).open('A').advance(minuteMs).closeAnswered('A');
    ended.says('A', 'closed').pay('B', alipay);
    expect(ended.types).toEqual(['attempt_planned']);
    const parked = new World(policy).open('A').advance(10 * minuteMs);
    expect(parked.attempt('A').parked).toBe(true);
    expect(parked.pay('B', alipay).answer('click-B')).toEqual(tooMany);
  });

  test('rule 1: a create that may still stand counts, though its repeat was refused', () => {
    const world = new World({ maxAttempts: 1 }).pay('A').created('A', lost).says('A', 'not_known');
    world.created('A', no).pay('B', alipay);
    expect(world.attempt('A').create).toBe('abandoned');
    expect(world.answer('click-B')).toEqual(tooMany);
  });

  test('rule 1: past the number of all ever planned a click is refused, whatever became of them', () => {
    const world = refusals(new World({ maxAttemptsEver: 3, maxRefusals: 9 }), 3).pay('B', alipay);
    expect(world.answer('click-B')).toEqual(tooMany);
  });

  test('rule 1: a second transaction under one number is no attempt of the shopper', () => {
    const world = new World({ maxAttemptsEver: 2 }).open('A').paid('A', { amountMinor: 1 });
    world.tells('c2', 'A', success('T-2', { amountMinor: 2 }));
    expect(world.state.attempts).toHaveLength(2);
    expect(world.pay('B').types).toEqual(['attempt_planned']);
  });
});

describe('rule 1: the rate of refusals', () => {
  const few: Partial<Policy> = { maxRefusals: 3, refusalWindowMs: minuteMs, coolingMs: 10_000 };

  test('rule 1: too many refusals in a short time: the account is not asked, nothing is done', () => {
    const world = refusals(new World(few), 3);
    const before = world.ledger.length;
    const untilMs = world.nowMs - secondMs + 10_000;
    world.pay('X');
    expect(world.said).toMatchObject([{ type: 'request_answered', answer: cooling(untilMs) }]);
    expect(world.ledger).toHaveLength(before);
  });

  test('rule 1: a cooling account withdraws no attempt on another channel', () => {
    const world = refusals(new World(few), 3).open('A', alipay).pay('X');
    expect(world.types).toEqual(['request_answered']);
    expect(world.attempt('A')).toMatchObject({ superseded: false, withdrawal: null });
  });

  test('rule 1: other accounts and channels stay open', () => {
    expect(refusals(new World(few), 3).pay('X', alipay).types).toEqual(['attempt_planned']);
    const second = refusals(new World(few), 3).pay('X', { account: 'second' });
    expect(second.types).toEqual(['attempt_planned']);
  });

  test('rule 1: a live attempt on the account is handed out all the same', () => {
    const world = new World(few);
    refusedBy(world, 'R1', { method: 'h5' });
    refusedBy(world, 'R2', { method: 'h5' });
    world
      .pay('R3', { method: 'h5' })
      .pay('A')
      .advance(2 * secondMs);
    world.offered('A').created('R3', no);
    expect(world.pay('X').answer('click-X')).toEqual({
      kind: 'attempt',
      number: 'A',
      handedOut: true,
    });
    expect(world.pay('Y', { method: 'h5' }).said).toMatchObject([
      { answer: { code: 'channel_cooling' } },
    ]);
  });

  test('rule 1: the account opens again after its minute, and closes at the next refusal', () => {
    const world = refusals(new World(few), 3);
    const untilMs = world.nowMs - secondMs + 10_000;
    world.nowMs = untilMs - 1;
    expect(world.pay('X').types).toEqual(['request_answered']);
    world.nowMs = untilMs;
    expect(refusedBy(world, 'Y').attempt('Y').status).toBe('failed');
    expect(world.pay('Z').said).toMatchObject([{ answer: cooling(untilMs + 10_000) }]);
  });

  test('rule 1: refusals further apart than the window are not counted together', () => {
    const world = refusals(new World(few), 2);
    world.nowMs += minuteMs;
    refusals(world, 1, 'L');
    expect(world.pay('X').types).toEqual(['attempt_planned']);
  });

  test('rule 1: a refusal that comes while the account cools down does not end that', () => {
    const world = refusals(new World({ ...few, refusalWindowMs: 5 * secondMs }), 2);
    world.pay('L', { method: 'h5' }).pay('R3', { method: 'app' });
    const untilMs = world.advance(2 * secondMs).created('R3', no).nowMs + 10_000;
    // By then the last three are further apart than the window.
    world.advance(4 * secondMs).created('L', no);
    expect(world.attempt('L').status).toBe('failed');
    expect(world.pay('X').said).toMatchObject([{ answer: cooling(untilMs) }]);
  });

  test('rule 19: a retryable answer is never kept: the same click is decided anew', () => {
    const world = refusals(new World(few), 3).pay('X');
    expect(world.answer('click-X')).toBeUndefined();
    world.nowMs += 10_000;
    world.pay('X');
    expect(world.answer('click-X')).toEqual({ kind: 'attempt', number: 'X', handedOut: false });
  });

  test('rule 19: so is a click that waited for its turn and was refused by a recorded fact', () => {
    const world = refusals(new World(few), 2).open('A', alipay);
    world.pay('B', { method: 'h5' }).pay('C', { method: 'app' });
    world.closeAnswered('A').says('A', 'closed').created('B', no);
    const untilMs = world.nowMs + 10_000;
    expect(world.said).toMatchObject([
      { type: 'attempt_refused', number: 'B' },
      { type: 'pay_refused', input: 'click-C', code: 'channel_cooling', untilMs },
    ]);
    expect(world.state.pendingPays).toEqual([]);
    expect(world.restart().answer('click-C')).toBeUndefined();
    world.nowMs = untilMs;
    world.pay('C', { method: 'app' });
    expect(world.answer('click-C')).toMatchObject({ number: 'C', handedOut: false });
  });

  test('one-truth: refusals are counted from facts: a new run counts the same', () => {
    const world = refusals(new World(few), 3).restart();
    expect(world.pay('X').said).toMatchObject([{ answer: { code: 'channel_cooling' } }]);
  });
});

describe('facts written before', () => {
  test('rule 1: an order made before the limits grew is read by the limits of today', () => {
    const world = new World();
    const [created, ...rest] = world.ledger;
    if (created?.type !== 'order_created') throw new Error('The first fact is the creation.');
    const added = ['maxAttemptsEver', 'maxRefusals', 'refusalWindowMs', 'coolingMs'];
    const older = Object.entries(created.policy).filter(([name]) => !added.includes(name));
    const policy = Object.fromEntries<unknown>(older) as Policy;
    expect(fold([{ ...created, policy }, ...rest])?.policy).toEqual(defaultPolicy);
  });
});
