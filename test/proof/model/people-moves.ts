import { unclearAlertId } from '../../../domain/order/alert-id.ts';
import { isPassing } from '../../../domain/facts/answer-of-fact.ts';
import type { Fact } from '../../../domain/facts/fact.ts';
import type { RequestInput } from '../../../domain/facts/input.ts';
import type { Alert } from '../../../domain/order/order.ts';
import { amountMinor, canBePaid, findingOf, refundedMinor, type Payment } from './channel.ts';
import { kinds } from './kinds.ts';
import { withMail } from './serve.ts';
import { type Game, may, type Move, type Outcome, quietly, spent } from './turn.ts';
import { turns } from './turns.ts';
import { paymentOf, type World, withPayment } from './world.ts';

const by = { name: 'Ada', reason: 'looked at the books' };

function without(clicks: readonly number[], button: number): readonly number[] {
  const at = clicks.indexOf(button);
  return clicks.filter((_, place) => place !== at);
}

/**
 * Whether an earlier button of the same kind is clicked equally often and neither was clicked yet:
 * then it makes no difference which of the two is clicked first.
 */
function isMirror(game: Game, world: World, button: number): boolean {
  const { buttons, clicks } = game.setting;
  const times = (list: readonly number[], one: number): number =>
    list.filter((other) => other === one).length;
  const isUntouched = (one: number): boolean =>
    times(world.left.clicks, one) === times(clicks, one);
  if (!isUntouched(button)) return false;
  return buttons.some(
    (kind, other) =>
      other < button &&
      kind === buttons[button] &&
      times(clicks, other) === times(clicks, button) &&
      isUntouched(other),
  );
}

/**
 * A person who is told to repeat a request under the same id has not used it up: `before` gives
 * back what the request took for granted.
 */
function unlessToldToRepeat(move: Move, before: (world: World) => World): Move {
  const isTold = (one: Fact): boolean => one.type === 'request_answered' && isPassing(one.answer);
  const make = (): Outcome | null => {
    const made = move.make();
    if (made === null || typeof made.said === 'string' || !made.said.some(isTold)) return made;
    return { ...made, world: before(made.world) };
  };
  return { ...move, make };
}

function click(game: Game, world: World, button: number): Move[] {
  const { buttons, clicks } = game.setting;
  const kind = buttons[button];
  if (kind === undefined || isMirror(game, world, button)) return [];
  const left = without(world.left.clicks, button);
  const name = String.fromCharCode('a'.charCodeAt(0) + button);
  const nth = [clicks, left].map((list) => list.filter((one) => one === button).length);
  const time = (nth[0] ?? 0) - (nth[1] ?? 0);
  const input: RequestInput = {
    type: 'pay',
    request: {
      id: `click ${name}${time}`,
      number: `${name.toUpperCase()}${time}`,
      channel: name,
      method: kind,
      account: name,
      payer: null,
      traits: kinds[kind].traits,
    },
  };
  const label = `clicks ${name} (${kind})`;
  const moves = turns(game, 'shopper', label, world, input, (now) => ({
    ...now,
    left: { ...now.left, clicks: left },
  }));
  const unclicked = (now: World): World => ({
    ...now,
    left: { ...now.left, clicks: world.left.clicks },
  });
  return moves.map((move) => unlessToldToRepeat(move, unclicked));
}

function clicks(game: Game, world: World): Move[] {
  const { clicks: left } = world.left;
  if (world.nowMs >= game.setting.clicksUntilMs) return [];
  const next = game.setting.inOrder ? left.slice(0, 1) : [...new Set(left)];
  return next.flatMap((button) => click(game, world, button));
}

function approved(world: World, payment: Payment): World {
  const after: Payment = { ...payment, status: 'approved' };
  const news = { kind: 'payment', finding: { kind: 'approved' } } as const;
  return withMail(withPayment(world, after), after, news, 'approved');
}

function paid(world: World, payment: Payment, capturedMinor: number): World {
  const after: Payment = { ...payment, status: 'paid', capturedMinor };
  const news = { kind: 'payment', finding: findingOf(after) } as const;
  return withMail(withPayment(world, after), after, news, 'paid');
}

/**
 * Clicks, scans, approvals and payments, as soon as the channel takes them, whether we know it or
 * not.
 */
export function shopperMoves(game: Game, world: World): Move[] {
  const moves = clicks(game, world);
  for (const payment of world.payments) {
    const { number } = payment;
    if (!canBePaid(payment, world.nowMs)) continue;
    if (kinds[payment.kind].traits.twoPhase) {
      moves.push(quietly('shopper', `approves ${number}`, () => approved(world, payment)));
      continue;
    }
    moves.push(quietly('shopper', `pays ${number}`, () => paid(world, payment, amountMinor)));
    if (may(game, world, 'wrong_amount')) {
      const less = (): World => paid(spent(world), payment, amountMinor - 10);
      moves.push(quietly('fault', `pays too little for ${number}`, less));
    }
    if (payment.status === 'unscanned' && game.setting.scans) {
      const scan = (): World => withPayment(world, { ...payment, status: 'unpaid' });
      moves.push(quietly('shopper', `scans ${number}`, scan));
    }
  }
  return moves;
}

function merchantRefund(game: Game, world: World): Move[] {
  const { left } = world;
  const { refunds } = game.setting;
  const amountMinor = refunds[refunds.length - left.refunds];
  if (amountMinor === undefined || world.ledger.status !== 'paid') return [];
  const id = `refund ${left.refunds}`;
  const input = { type: 'refund', id, refundId: id, amountMinor, reasonMark: 'returned' } as const;
  return turns(game, 'merchant', `refunds ${amountMinor}`, world, input, (now) => ({
    ...now,
    left: { ...now.left, refunds: left.refunds - 1 },
  }));
}

/** The merchant closes the order, and refunds parts of the money. */
export function merchantMoves(game: Game, world: World): Move[] {
  const moves: Move[] = [];
  const { left, ledger } = world;
  const isEarly = world.nowMs < game.setting.clicksUntilMs;
  if (left.closes > 0 && ledger.status === 'open' && isEarly) {
    const input = { type: 'close', id: `close ${left.closes}` } as const;
    moves.push(
      ...turns(game, 'merchant', 'closes', world, input, (now) => ({
        ...now,
        left: { ...now.left, closes: left.closes - 1 },
      })),
    );
  }
  return [...moves, ...merchantRefund(game, world)];
}

type Resolution = Readonly<{
  payments: readonly Payment[];
  outcome: 'succeeded' | 'failed';
}>;

/**
 * A person looks at the channel's books. A refund that went out is recorded as done, one that may
 * yet go out is left alone, and what the payment still holds is paid back by hand.
 */
function resolution(world: World, number: string, attempt: string): Resolution | null {
  const payment = paymentOf(world, attempt);
  const refund = payment?.refunds.find((one) => one.number === number);
  if (payment === null || refund?.standing === 'processing') return null;
  if (world.late.some((one) => one.number === attempt)) return null;
  const { payments } = world;
  if (refund?.standing === 'succeeded') return { payments, outcome: 'succeeded' };
  const ours = world.ledger.refunds.find((one) => one.number === number);
  const byHandMinor = ours?.amountMinor ?? 0;
  const refunds = payment.refunds.filter((one) => one.number !== number);
  if (stillHeldMinor({ ...payment, refunds }) < byHandMinor) return { payments, outcome: 'failed' };
  const after = { ...payment, refunds, byHandMinor: payment.byHandMinor + byHandMinor };
  return { payments: withPayment(world, after).payments, outcome: 'succeeded' };
}

function oneDecisionLess(world: World): World {
  return { ...world, left: { ...world.left, persons: world.left.persons - 1 } };
}

function refundDecisions(game: Game, world: World): Move[] {
  const moves: Move[] = [];
  const id = `person ${world.left.persons}`;
  for (const refund of world.ledger.refunds) {
    const { number } = refund;
    const of = { type: 'refund_decision', id, refundNumber: number, by } as const;
    if (refund.status === 'awaiting_approval' && refund.approvedAtMs === null) {
      for (const decision of ['approve', 'reject'] as const) {
        const input = { ...of, decision, outcome: null };
        const label = `${decision}s ${number}`;
        moves.push(...turns(game, 'person', label, world, input, oneDecisionLess));
      }
    }
    // A person who pays by hand also records it; a run that is behind the ledger would refuse that.
    if (refund.status !== 'manual' || world.isBehind) continue;
    const resolved = resolution(world, number, refund.attempt);
    if (resolved === null) continue;
    const input = { ...of, decision: 'resolve', outcome: resolved.outcome } as const;
    const paidOut = (now: World): World => oneDecisionLess({ ...now, payments: resolved.payments });
    const unpaid = (now: World): World => ({
      ...now,
      payments: world.payments,
      left: { ...now.left, persons: world.left.persons },
    });
    const records = turns(game, 'person', `records ${number}`, world, input, paidOut);
    // An order whose evidence is held refuses the record: who pays by hand sees that, and waits.
    moves.push(...records.map((move) => unlessToldToRepeat(move, unpaid)));
  }
  return moves;
}

function lateDecisions(game: Game, world: World): Move[] {
  const waiting = world.ledger.attempts.filter(
    (one) => one.role === 'late' && one.late?.decision === null,
  );
  return waiting.flatMap(({ number }) =>
    (['accept', 'refund'] as const).flatMap((decision) => {
      const id = `late ${world.left.persons}`;
      const input = { type: 'late_decision', id, number, decision } as const;
      const label = `late ${number}: ${decision}`;
      return turns(game, 'person', label, world, input, oneDecisionLess);
    }),
  );
}

/**
 * How much more went back by the channel's books than by ours; said only where an alert asks for
 * it.
 */
function unseenMinor(world: World, alert: Alert): Readonly<{ returnedMinor?: number }> {
  const attempt = world.ledger.attempts.find((one) => unclearAlertId(one.number) === alert.id);
  if (attempt === undefined) return {};
  const reversedMinor = paymentOf(world, attempt.number)?.reversedMinor ?? 0;
  return { returnedMinor: Math.max(0, reversedMinor - attempt.reversedMinor) };
}

function alertDecisions(game: Game, world: World): Move[] {
  return world.ledger.alerts.flatMap((alert) => {
    const id = `seen ${world.left.persons}`;
    const said = unseenMinor(world, alert);
    const input = { type: 'attention_decision', id, attention: alert.id, by, ...said } as const;
    return turns(game, 'person', `resolves ${alert.id}`, world, input, oneDecisionLess);
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

/**
 * What nobody has given back of this payment, by the channel's books or by hand; in minor units.
 */
export function stillHeldMinor(payment: Payment): number {
  return (
    payment.capturedMinor - refundedMinor(payment) - payment.reversedMinor - payment.byHandMinor
  );
}
