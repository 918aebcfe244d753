import { expect, test } from 'vitest';
import type { Event } from '../../client/index.ts';
import { afterEvent, type ShopOrder, type ToldOrder } from './shop-order.ts';
import { standingOf } from './standing.ts';

const placed: ShopOrder = {
  number: 'T-0123456789AB',
  lines: [{ name: 'Tea', price: 1999, count: 1 }],
  total: 1999,
  placed_at: '2026-12-01T08:00:00.000Z',
  expires_at: '2026-12-01T08:30:00.000Z',
  checkout_url: 'https://pay.example/pay/t',
  told: [],
  standing: null,
  parcel: null,
};

const attempt = {
  id: 'A',
  channel: 'wechat',
  role: 'winner',
  amount_captured: 1999,
  amount_refunded: 0,
  amount_reversed: 0,
} as const;

const paid: ToldOrder = {
  status: 'paid',
  winner: 'A',
  paid_at: '2026-12-01T08:01:00.000Z',
  attempts: [attempt],
  refunds: [],
};

function told(sequence: number, type: Event['type'], order: ToldOrder): Event {
  const created_at = '2026-12-01T08:01:00.000Z';
  const event = { id: `evt_${sequence}`, order_id: placed.number, sequence, type, created_at };
  return { ...event, data: { order } } as unknown as Event;
}

test('an event that came before changes nothing, and the goods are handed out once', () => {
  const event = told(1, 'order.paid', paid);
  const once = afterEvent(placed, event, 'P-ONE');
  expect(once.parcel?.number).toBe('P-ONE');
  expect(afterEvent(once, event, 'P-TWO')).toBe(once);
});

test('an event that comes late does not undo a newer one, and still hands the goods out', () => {
  const second = { ...attempt, id: 'B', channel: 'alipay', role: 'duplicate' } as const;
  const twice = { ...paid, attempts: [attempt, second] };
  const newer = afterEvent(placed, told(2, 'attempt.duplicate', twice), 'P-ONE');
  expect([newer.parcel, standingOf(newer).state]).toEqual([null, 'refunding']);
  const both = afterEvent(newer, told(1, 'order.paid', paid), 'P-TWO');
  expect([both.parcel?.number, standingOf(both).state]).toEqual(['P-TWO', 'refunding']);
  expect(both.told.map((one) => one.sequence)).toEqual([1, 2]);
});

test('each way an order can stand has its words', () => {
  const at = (standing: ToldOrder | null): string => standingOf({ ...placed, standing }).state;
  const late = { ...attempt, role: 'late' } as const;
  const unpaid = { ...paid, winner: null, paid_at: null };
  expect(at(null)).toBe('waiting');
  expect(at({ ...unpaid, status: 'open', attempts: [] })).toBe('waiting');
  expect(at({ ...unpaid, status: 'closed', attempts: [] })).toBe('closed');
  expect(at({ ...unpaid, status: 'closed', attempts: [late] })).toBe('refunding');
  const back = { ...late, amount_refunded: 1999 };
  expect(at({ ...unpaid, status: 'closed', attempts: [back] })).toBe('refunded');
});
