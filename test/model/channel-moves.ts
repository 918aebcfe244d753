import type { CallbackInput } from '../../domain/input.ts';
import {
  amountMinor,
  type ChannelRefund,
  findingOf,
  type Payment,
  refundedMinor,
} from './channel.ts';
import { withMail } from './serve.ts';
import { type Game, may, type Move, spent, turns } from './turn.ts';
import { type Mail, type World, withPayment } from './world.ts';

function callbackOf(mail: Mail, fresh: boolean): CallbackInput {
  return { type: 'callback', id: mail.id, channelNumber: mail.number, fresh, news: mail.news };
}

/** Remembers, for nothing-lost, that an append took the news of a success. */
function noted(world: World, mail: Mail, fresh: boolean): World {
  const { news } = mail;
  if (news.kind !== 'payment' || news.finding.kind !== 'success') return world;
  const mark = `${mail.number} ${fresh ? 'fresh' : 'stale'}`;
  if (world.taken.includes(mark)) return world;
  return { ...world, taken: [...world.taken, mark].sort() };
}

/** Callbacks arrive in any order, late, twice, or never. */
export function callbackMoves(game: Game, world: World): Move[] {
  return world.mail.flatMap((mail) => {
    const without = { ...world, mail: world.mail.filter((one) => one !== mail) };
    const label = `callback ${mail.id}`;
    const moves = turns(game, 'channel', label, noted(without, mail, true), callbackOf(mail, true));
    if (may(game, world, 'callback_lost')) {
      moves.push({ by: 'fault', label: `${label} is lost`, world: spent(without) });
    }
    if (may(game, world, 'callback_stale')) {
      const now = noted(spent(without), mail, false);
      moves.push(...turns(game, 'fault', `${label}, stale`, now, callbackOf(mail, false)));
    }
    if (may(game, world, 'callback_again')) {
      const copy = { ...mail, id: `${mail.id} again` };
      const now = noted({ ...spent(without), mail: [...without.mail, copy] }, mail, true);
      const text = `${label}, to come again`;
      moves.push(...turns(game, 'fault', text, now, callbackOf(mail, true)));
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
  const now =
    standing === 'succeeded'
      ? { kind: standing }
      : { kind: standing, code: standing, message: standing };
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
    const now = by === 'fault' ? spent(world) : world;
    const label = `refund ${refund.number} ${standing}`;
    moves.push({ by, label, world: settled(now, payment, refund, standing) });
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

/** A chargeback takes what is left; a dispute says that one may come. */
function troubles(game: Game, world: World, payment: Payment): Move[] {
  const moves: Move[] = [];
  const { number } = payment;
  const leftMinor = payment.capturedMinor - refundedMinor(payment) - payment.reversedMinor;
  if (may(game, world, 'reversal') && leftMinor > 0 && payment.byHandMinor === 0) {
    const after = { ...payment, reversedMinor: payment.reversedMinor + leftMinor };
    // The channels' adapters name a reversal as a query would: transaction and total returned.
    const reference = `T${number}:${payment.capturedMinor}`;
    const news = { kind: 'reversal', reference, amountMinor: leftMinor } as const;
    const next = withMail(withPayment(spent(world), after), after, news, 'reversed');
    moves.push({ by: 'fault', label: `${number} is charged back`, world: next });
  }
  if (may(game, world, 'dispute') && leftMinor > 0) {
    const next = withMail(spent(world), payment, { kind: 'dispute', state: 'opened' }, 'dispute');
    moves.push({ by: 'fault', label: `${number} is disputed`, world: next });
  }
  return moves;
}

function lies(game: Game, world: World, payment: Payment): Move[] {
  const { number } = payment;
  if (!may(game, world, 'callback_lies') || payment.capturedMinor > 0) return [];
  const finding = findingOf({ ...payment, status: 'paid', capturedMinor: amountMinor });
  const next = withMail(spent(world), payment, { kind: 'payment', finding }, 'lie');
  const lied = [...world.lied, number].sort();
  return [{ by: 'fault', label: `a callback lies: ${number} is paid`, world: { ...next, lied } }];
}

/** What channels do by themselves: settle refunds, and take money back. */
export function channelMoves(game: Game, world: World): Move[] {
  return world.payments.flatMap((payment) => [
    ...payment.refunds.flatMap((refund) => refundMoves(game, world, payment, refund)),
    ...troubles(game, world, payment),
    ...lies(game, world, payment),
  ]);
}
