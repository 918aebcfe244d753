import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../domain/testing/channel-kinds.ts';
import { busy, no, World } from '../../domain/testing/world.ts';
import { failureText } from '../texts/failure-text.ts';
import { orderSnapshot, type RefundView } from './order-json.ts';
import { type OrderTexts, withTexts } from './order-texts.ts';
import { readModelsOf } from '../orders/read-model-rows.ts';

const terms = { description: 'Two tickets', returnUrl: null, metadata: {} };
const short = { kind: 'later', code: 'short_balance' } as const;

const ours = { failure: (_number: string, code: string) => failureText(code), reason: () => '' };

/** An order's refunds as its merchant sees them, when nobody's text is kept. */
function presentedRefunds({ state }: World, texts: OrderTexts = ours): readonly RefundView[] {
  const snapshot = orderSnapshot({ ...terms, key: state.key }, readModelsOf(state), 1);
  return withTexts(snapshot, texts).refunds;
}

/** A paid order of which the merchant asked 5.00 back. */
function asked(): World {
  return new World().open('A').paid('A').advance(secondMs).refund('r1', 500).advance(secondMs);
}

test('rule 10: a refund tells why it was refused, and why it waits', () => {
  expect(presentedRefunds(asked())).toMatchObject([
    { status: 'requested', hold: null, failure: null },
  ]);
  const refused = asked().refunded('AR1', no);
  expect(presentedRefunds(refused)).toMatchObject([
    { status: 'failed', failure: { code: 'refused', message: 'The channel refused: refused.' } },
  ]);
  const held = asked().refunded('AR1', { kind: 'held', hold: 'switch_off' });
  expect(presentedRefunds(held)).toMatchObject([
    { status: 'awaiting_approval', hold: 'switch_off' },
  ]);
});

test('rule 10: a refund that its channel puts off tells why, and no more once it was taken', () => {
  const world = asked().refunded('AR1', short);
  expect(presentedRefunds(world)).toMatchObject([
    { status: 'requested', failure: { code: 'short_balance' } },
  ]);
  expect(presentedRefunds(world)[0]?.failure?.message).toContain('Fund it');
  world.advance(minuteMs).refunded('AR1', { kind: 'processing' });
  expect(presentedRefunds(world)).toMatchObject([{ status: 'processing', failure: null }]);
});

test('rule 10: that a channel takes no refund is told after some calls, once for each reason', () => {
  const world = asked();
  for (let call = 0; call < 3; call += 1) world.refunded('AR1', { ...busy, why: 'busy' });
  expect(presentedRefunds(world)).toMatchObject([{ failure: null }]);
  world.refunded('AR1', { ...busy, why: 'busy' });
  expect(presentedRefunds(world)).toMatchObject([
    { status: 'requested', failure: { code: 'busy' } },
  ]);
  const facts = world.ledger.length;
  for (let call = 0; call < 9; call += 1) world.refunded('AR1', { ...busy, why: 'busy' });
  expect(world.ledger).toHaveLength(facts);
  expect(world.owed).toEqual(['refund AR1']);
});

test('rule 10: a refund that a person rejected says so', () => {
  const held = asked().refunded('AR1', { kind: 'held', hold: 'switch_off' }).reject('AR1');
  expect(presentedRefunds(held)).toMatchObject([
    { status: 'manual', hold: null, failure: { code: 'rejected' } },
  ]);
});

test('rule 22: the words of merchant and channel are told where they are kept, and stand in no snapshot', () => {
  const refused = asked().refunded('AR1', no);
  const texts = { failure: () => 'said by the channel', reason: (of: string) => `why ${of}` };
  expect(presentedRefunds(refused, texts)).toMatchObject([
    { reason: 'why AR1', failure: { code: 'refused', message: 'said by the channel' } },
  ]);
  const key = refused.state.key;
  expect(orderSnapshot({ ...terms, key }, readModelsOf(refused.state), 1).refunds).toMatchObject([
    { reason: null, failure: { code: 'refused' } },
  ]);
});
