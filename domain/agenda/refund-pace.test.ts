import { describe, expect, test } from 'vitest';
import { agenda } from './agenda.ts';
import { evolve, fold } from '../facts/evolve.ts';
import type { Fact } from '../facts/fact.ts';
import { ledgerAgenda } from './ledger-due.ts';
import { codeTraits, minuteMs, secondMs, traitsWith } from '../testing/channel-kinds.ts';
import { busy, lost, no, World } from '../testing/world.ts';

const paced = traitsWith({ refundEveryMs: minuteMs });

function paid(): World {
  return new World().open('A', { traits: paced }).paid('A').advance(secondMs);
}

function dueIn(world: World, refundNumber: string): number | undefined {
  const task = agenda(world.state).find(
    (one) => one.kind === 'refund' && one.refundNumber === refundNumber,
  );
  return task && task.dueAtMs - world.nowMs;
}

describe('rule 10: refunds of one payment go out at the pace that its channel takes', () => {
  test('two are never under way at once, and the second waits from the answer to the first', () => {
    const world = paid().refund('r1', 500).refund('r2', 500);
    expect(world.due).toEqual(['refund AR1']);
    world.advance(2 * secondMs).refunded('AR1', { kind: 'processing' }, world.nowMs - secondMs);
    expect(world.due).toEqual([]);
    expect(dueIn(world, 'AR2')).toBe(minuteMs);
    expect(world.advance(minuteMs).due).toContain('refund AR2');
  });

  test.each<[string, Parameters<World['refunded']>[1]]>([
    ['refused', no],
    ['done', { kind: 'succeeded' }],
    ['put off', { kind: 'later', code: 'short_balance' }],
    ['not taken', busy],
    ['lost', lost],
  ])('whatever became of the first: %s', (_what, answer) => {
    const world = paid().refund('r1', 500).refund('r2', 500).refunded('AR1', answer);
    world.advance(minuteMs - 1);
    expect(world.due).not.toContain('refund AR2');
  });

  test('a query is no refund: it neither waits nor makes others wait', () => {
    const world = paid().refund('r1', 500).refunded('AR1', { kind: 'processing' });
    world.advance(minuteMs).refund('r2', 500);
    expect(world.due).toEqual(['query_refund AR1', 'refund AR2']);
    world.refundQueried('AR1', { kind: 'processing' });
    expect(world.due).toEqual(['refund AR2']);
  });

  test('a repeat under the same number keeps its own waits', () => {
    const world = paid().refund('r1', 500).refunded('AR1', busy);
    expect(dueIn(world, 'AR1')).toBe(secondMs);
  });

  test('one that is put off for longer lets the others pass', () => {
    const world = paid().refund('r1', 500).refund('r2', 500);
    const later = { kind: 'later', code: 'short_balance' } as const;
    world.refunded('AR1', later).advance(minuteMs).refunded('AR1', later);
    expect(world.advance(minuteMs).due).toEqual(['refund AR2']);
  });

  test('after a restart it waits from the query of what an earlier run may have sent', () => {
    const world = paid().refund('r1', 500).advance(secondMs).restart();
    expect(world.due).toEqual(['query_refund AR1']);
    world.refundQueried('AR1', { kind: 'succeeded' }).refund('r2', 500);
    expect(dueIn(world, 'AR2')).toBe(minuteMs);
    expect(fold(world.ledger)?.refunds[0]?.memory.calledAtMs).toBe(world.nowMs);
  });

  test('what the ledger alone says is due is as late as a run can make it', () => {
    const world = paid().refund('r1', 500).refunded('AR1', { kind: 'processing' });
    world.refund('r2', 500);
    const [next] = ledgerAgenda(world.state, world.nowMs).filter((one) => one.kind === 'refund');
    expect(next?.dueAtMs).toBeGreaterThanOrEqual(world.nowMs + minuteMs);
  });

  test('a channel without a pace takes them all at once', () => {
    const world = new World().open('A').paid('A').refund('r1', 500).refund('r2', 500);
    expect(world.due).toEqual(['refund AR1', 'refund AR2']);
  });

  test('an attempt from before the trait was kept has no pace and no most', () => {
    const isNew = (name: string): boolean => ['refundEveryMs', 'mostRefunds'].includes(name);
    const kept = Object.entries(codeTraits).filter(([name]) => !isNew(name));
    const before = Object.fromEntries(kept) as typeof paced;
    const world = new World().pay('A');
    const old = world.ledger.map((fact): Fact => {
      return fact.type === 'attempt_planned' ? { ...fact, traits: before } : fact;
    });
    const state = old.reduce<ReturnType<typeof evolve> | null>(evolve, null);
    expect(state?.attempts[0]?.traits).toMatchObject({ refundEveryMs: null, mostRefunds: null });
  });
});
