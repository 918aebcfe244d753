import type { CallbackInput } from '../../../domain/facts/input.ts';
import {
  amountMinor,
  type ChannelRefund,
  findingOf,
  type Payment,
  refundedMinor,
} from './channel.ts';
import { withMail } from './serve.ts';
import { type Game, may, type Move, quietly, spent } from './turn.ts';
import { turns } from './turns.ts';
import { type Mail, type World, withPayment } from './world.ts';

function callbackOf(mail: Mail, fresh: boolean): CallbackInput {
  return { type: 'callback', id: mail.id, channelNumber: mail.number, fresh, news: mail.news };
}

/** Notes, for nothing-lost, that an append took the news of a success. */
function noted(world: World, mail: Mail, fresh: boolean): World {
  const { news } = mail;
  if (news.kind !== 'payment' || news.finding.kind !== 'success') return world;
  const mark = `${mail.number} ${fresh ? 'fresh' : 'stale'}`;
  if (world.taken.includes(mark)) return world;
  return { ...world, taken: [...world.taken, mark].sort() };
}

/**
 * A callback that a done refund failed after all comes once, and no query asks about it. If it
 * is lost, only the channel's statement (rule 15) tells of it, and the model has none.
 */
function isOnlyWord({ news }: Mail): boolean {
  return news.kind === 'refund' && news.standing.kind === 'failed';
}

/** Callbacks arrive in any order, late, twice, or never. */
export function callbackMoves(game: Game, world: World): Move[] {
  return world.mail.flatMap((mail) => {
    const without = (now: World): World => ({
      ...now,
      mail: now.mail.filter((one) => one !== mail),
    });
    const label = `callback ${mail.id}`;
    const fresh = callbackOf(mail, true);
    const moves = turns(game, 'channel', label, world, fresh, (now) =>
      noted(without(now), mail, true),
    );
    // A held callback stays in the inbox.
    const isHeld = world.holds.some((one) => one.what === `callback:${mail.id}`);
    if (may(game, world, 'callback_lost') && !isOnlyWord(mail) && !isHeld) {
      moves.push(quietly('fault', `${label} is lost`, () => spent(without(world))));
    }
    if (may(game, world, 'callback_stale')) {
      const stale = callbackOf(mail, false);
      moves.push(
        ...turns(game, 'fault', `${label}, stale`, world, stale, (now) =>
          noted(spent(without(now)), mail, false),
        ),
      );
    }
    if (may(game, world, 'callback_again')) {
      const copy = { ...mail, id: `${mail.id} again` };
      moves.push(
        ...turns(game, 'fault', `${label}, to come again`, world, fresh, (now) => {
          const left = spent(without(now));
          return noted({ ...left, mail: [...left.mail, copy] }, mail, true);
        }),
      );
    }
    return moves;
  });
}

function settled(
  world: World,
  payment: Payment,
  refund: ChannelRefund,
  standing: 'succeeded' | 'failed' | 'abnormal',
): World {
  const refunds = payment.refunds.map((one) => (one === refund ? { ...one, standing } : one));
  const after = { ...payment, refunds };
  const now = standing === 'succeeded' ? { kind: standing } : { kind: standing, code: standing };
  const news = {
    kind: 'refund',
    refundNumber: refund.number,
    reference: refund.number,
    amountMinor: refund.amountMinor,
    standing: now,
  } as const;
  return withMail(withPayment(world, after), after, news, `${refund.number} ${standing}`);
}

function refundMoves(game: Game, world: World, payment: Payment, refund: ChannelRefund): Move[] {
  const moves: Move[] = [];
  const settle = (by: 'channel' | 'fault', standing: 'succeeded' | 'failed' | 'abnormal'): void => {
    const label = `refund ${refund.number} ${standing}`;
    const make = (): World =>
      settled(by === 'fault' ? spent(world) : world, payment, refund, standing);
    moves.push(quietly(by, label, make));
  };
  if (refund.standing === 'processing') {
    settle('channel', 'succeeded');
    if (may(game, world, 'refund_fails')) settle('fault', 'failed');
    if (may(game, world, 'refund_abnormal')) settle('fault', 'abnormal');
  }
  if (refund.standing === 'succeeded' && may(game, world, 'refund_undone')) {
    settle('fault', 'failed');
  }
  return moves;
}

function reversed(world: World, payment: Payment, amountMinor: number): World {
  const after = { ...payment, reversedMinor: payment.reversedMinor + amountMinor };
  // The reference that a query would give the reversal: transaction and total returned.
  const reference = `T${payment.number}:${payment.capturedMinor}`;
  const news = { kind: 'reversal', reference, amountMinor } as const;
  return withMail(withPayment(spent(world), after), after, news, 'reversed');
}

/** A chargeback, one at most, takes what is left; a dispute says that one may come. */
function troubles(game: Game, world: World, payment: Payment): Move[] {
  const moves: Move[] = [];
  const { number } = payment;
  const leftMinor = payment.capturedMinor - refundedMinor(payment) - payment.reversedMinor;
  const isWhole = payment.byHandMinor === 0 && payment.reversedMinor === 0;
  if (may(game, world, 'reversal') && leftMinor > 0 && isWhole) {
    const label = `${number} is charged back`;
    moves.push(quietly('fault', label, () => reversed(world, payment, leftMinor)));
  }
  if (may(game, world, 'dispute') && leftMinor > 0) {
    const news = { kind: 'dispute', state: 'opened' } as const;
    const make = (): World => withMail(spent(world), payment, news, 'dispute');
    moves.push(quietly('fault', `${number} is disputed`, make));
  }
  return moves;
}

function lies(game: Game, world: World, payment: Payment): Move[] {
  const { number } = payment;
  const isTold = payment.capturedMinor > 0 || world.lied.includes(number);
  if (!may(game, world, 'callback_lies') || isTold) return [];
  const make = (): World => {
    const finding = findingOf({ ...payment, status: 'paid', capturedMinor: amountMinor });
    const next = withMail(spent(world), payment, { kind: 'payment', finding }, 'lie');
    return { ...next, lied: [...world.lied, number].sort() };
  };
  return [quietly('fault', `a callback lies: ${number} is paid`, make)];
}

/** What channels do by themselves: they settle refunds, and take money back. */
export function channelMoves(game: Game, world: World): Move[] {
  return world.payments.flatMap((payment) => [
    ...payment.refunds.flatMap((refund) => refundMoves(game, world, payment, refund)),
    ...troubles(game, world, payment),
    ...lies(game, world, payment),
  ]);
}
