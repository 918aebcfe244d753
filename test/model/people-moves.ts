import type { RequestInput } from '../../domain/input.ts';
import { amountMinor, canBePaid, findingOf, refundedMinor, type Payment } from './channel.ts';
import { kinds } from './kinds.ts';
import { withMail } from './serve.ts';
import { type Game, may, type Move, spent, turns } from './turn.ts';
import { paymentOf, type World, withPayment } from './world.ts';

const by = { name: 'Ada', reason: 'looked at the books' };

function click(game: Game, world: World, button: 'a' | 'b'): Move[] {
  const left = world.left[button];
  if (left === 0 || world.nowMs >= game.setting.clicksUntilMs) return [];
  const kind = game.setting[button];
  // Of two channels of one sort it makes no difference which is clicked first.
  const isMirror = button === 'b' && game.setting.a === kind;
  if (isMirror && world.ledger.attempts.length === 0) return [];
  const input: RequestInput = {
    type: 'pay',
    request: {
      id: `click ${button}${left}`,
      number: `${button.toUpperCase()}${left}`,
      channel: button,
      method: kind,
      account: button,
      payer: null,
      traits: kinds[kind].traits,
    },
  };
  const now = { ...world, left: { ...world.left, [button]: left - 1 } };
  return turns(game, 'shopper', `clicks ${button} (${kind})`, now, input);
}

function paid(world: World, payment: Payment, capturedMinor: number): Move {
  if (kinds[payment.kind].traits.twoPhase) {
    const approved: Payment = { ...payment, status: 'approved' };
    const news = { kind: 'payment', finding: { kind: 'approved' } } as const;
    const next = withMail(withPayment(world, approved), approved, news, 'approved');
    return { by: 'shopper', label: `approves ${payment.number}`, world: next };
  }
  const after: Payment = { ...payment, status: 'paid', capturedMinor };
  const news = { kind: 'payment', finding: findingOf(after) } as const;
  const next = withMail(withPayment(world, after), after, news, 'paid');
  return { by: 'shopper', label: `pays ${capturedMinor} for ${payment.number}`, world: next };
}

/** Clicks, scans, approvals, payments: as soon as the channel takes them, known to us or not. */
export function shopperMoves(game: Game, world: World): Move[] {
  const moves = [...click(game, world, 'a'), ...click(game, world, 'b')];
  for (const payment of world.payments) {
    if (!canBePaid(payment, world.nowMs)) continue;
    moves.push(paid(world, payment, amountMinor));
    if (may(game, world, 'wrong_amount')) {
      moves.push({ ...paid(spent(world), payment, amountMinor - 10), by: 'fault' });
    }
    if (payment.status === 'unscanned' && game.setting.scans) {
      const scanned: Payment = { ...payment, status: 'unpaid' };
      const label = `scans ${payment.number}`;
      moves.push({ by: 'shopper', label, world: withPayment(world, scanned) });
    }
  }
  return moves;
}

/** The merchant closes, and asks parts of the money back. */
export function merchantMoves(game: Game, world: World): Move[] {
  const moves: Move[] = [];
  const { left, ledger } = world;
  const isEarly = world.nowMs < game.setting.clicksUntilMs;
  if (left.closes > 0 && ledger.status === 'open' && isEarly) {
    const now = { ...world, left: { ...left, closes: left.closes - 1 } };
    moves.push(
      ...turns(game, 'merchant', 'closes', now, { type: 'close', id: `close ${left.closes}` }),
    );
  }
  if (left.refunds > 0 && ledger.status === 'paid') {
    const now = { ...world, left: { ...left, refunds: left.refunds - 1 } };
    const id = `refund ${left.refunds}`;
    const input = {
      type: 'refund',
      id,
      refundId: id,
      amountMinor: 60,
      reason: 'returned',
    } as const;
    moves.push(...turns(game, 'merchant', 'refunds 60', now, input));
  }
  return moves;
}

/** A person who pays it back by hand does so when nothing of it went out, or may yet. */
function resolution(world: World, number: string, attempt: string): [World, 'succeeded'] | null {
  const payment = paymentOf(world, attempt);
  const refund = payment?.refunds.find((one) => one.number === number);
  if (payment === null || refund?.standing === 'processing') return null;
  if (refund?.standing === 'succeeded') return [world, 'succeeded'];
  const ours = world.ledger.refunds.find((one) => one.number === number);
  const byHandMinor = payment.byHandMinor + (ours?.amountMinor ?? 0);
  const refunds = payment.refunds.filter((one) => one.number !== number);
  return [withPayment(world, { ...payment, refunds, byHandMinor }), 'succeeded'];
}

function refundDecisions(game: Game, world: World): Move[] {
  const moves: Move[] = [];
  const id = `person ${world.left.persons}`;
  const now = { ...world, left: { ...world.left, persons: world.left.persons - 1 } };
  for (const refund of world.ledger.refunds) {
    const of = { type: 'refund_decision', id, refundNumber: refund.number, by } as const;
    if (refund.status === 'awaiting_approval' && refund.approvedAtMs === null) {
      for (const decision of ['approve', 'reject'] as const) {
        const input = { ...of, decision, outcome: null };
        moves.push(...turns(game, 'person', `${decision}s ${refund.number}`, now, input));
      }
    }
    if (refund.status !== 'manual') continue;
    const resolved = resolution(now, refund.number, refund.attempt);
    if (resolved === null) continue;
    const input = { ...of, decision: 'resolve', outcome: resolved[1] } as const;
    moves.push(...turns(game, 'person', `records ${refund.number}`, resolved[0], input));
  }
  return moves;
}

function lateDecisions(game: Game, world: World): Move[] {
  const waiting = world.ledger.attempts.filter(
    (one) => one.role === 'late' && one.late?.decision === null,
  );
  const now = { ...world, left: { ...world.left, persons: world.left.persons - 1 } };
  return waiting.flatMap(({ number }) =>
    (['accept', 'refund'] as const).flatMap((decision) => {
      const id = `late ${world.left.persons}`;
      const input = { type: 'late_decision', id, number, decision } as const;
      return turns(game, 'person', `late ${number}: ${decision}`, now, input);
    }),
  );
}

function alertDecisions(game: Game, world: World): Move[] {
  const now = { ...world, left: { ...world.left, persons: world.left.persons - 1 } };
  return world.ledger.alerts.flatMap((alert) => {
    const id = `seen ${world.left.persons}`;
    const input = { type: 'attention_decision', id, attention: alert.id, by } as const;
    return turns(game, 'person', `resolves ${alert.id}`, now, input);
  });
}

/** Persons decide what waits for them. */
export function personMoves(game: Game, world: World): Move[] {
  if (world.left.persons === 0) return [];
  return [
    ...refundDecisions(game, world),
    ...lateDecisions(game, world),
    ...alertDecisions(game, world),
  ];
}

/** Minor units of this payment that nobody has given back, by the channel's books and by hand. */
export function stillHeldMinor(payment: Payment): number {
  return (
    payment.capturedMinor - refundedMinor(payment) - payment.reversedMinor - payment.byHandMinor
  );
}
