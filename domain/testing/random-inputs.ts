import type { PaymentStanding } from '../order/channel-answer.ts';
import {
  traitsWith,
  cardTraits,
  codeTraits,
  dayMs,
  hourMs,
  minuteMs,
  scanTraits,
  secondMs,
  voucherTraits,
  walletTraits,
} from './channel-kinds.ts';
import { answerNext } from './honest-channel.ts';
import { busy, lost, no, person, success, type World } from './world.ts';

/** One step of a random story; the numbers pick among the possible deeds, subjects and ways. */
export type Step = Readonly<{ what: number; which: number; how: number }>;

const waitsMs = [0, 1, secondMs, 5 * secondMs, minuteMs, 10 * minuteMs, hourMs, dayMs];
const kinds = [
  codeTraits,
  scanTraits,
  cardTraits,
  walletTraits,
  voucherTraits,
  traitsWith({ closable: false, refundable: 'fully' }),
  traitsWith({ refundable: 'not', closedIsTrusted: false }),
  traitsWith({ refundEveryMs: minuteMs, mostRefunds: 2 }),
  traitsWith({ refundableForMs: hourMs, lookup: 'channel_reference', idempotencyLifeMs: hourMs }),
];

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from[index % Math.max(1, from.length)];
}

function findings(number: string): readonly PaymentStanding[] {
  return [
    success(`T-${number}`),
    success(`T-${number}`, { returnedMinor: 500 }),
    success(`T-${number}`, { returnedMinor: 1_999 }),
    success(`T-${number}`, { returnedMinor: null }),
    success(`T-${number}`, { amountMinor: 2_500 }),
    success(`T-${number}`, { currency: 'JPY' }),
    success(`T-${number}-again`),
    { kind: 'approved' },
    { kind: 'unpaid' },
    { kind: 'processing' },
    { kind: 'closed' },
    { kind: 'not_known' },
    { kind: 'declined', code: 'declined' },
  ];
}

const standings = [
  { kind: 'succeeded' },
  { kind: 'processing' },
  { kind: 'failed', code: 'failed' },
  { kind: 'abnormal', code: 'abnormal' },
] as const;

type Deed = (world: World, step: Step) => unknown;

function onAttempt(deed: (world: World, number: string, how: number) => unknown): Deed {
  return (world, { which, how }) => {
    const attempt = pick(world.state.attempts, which);
    return attempt === undefined ? null : deed(world, attempt.number, how);
  };
}

function onRefund(deed: (world: World, number: string, how: number) => unknown): Deed {
  return (world, { which, how }) => {
    const refund = pick(world.state.refunds, which);
    return refund === undefined ? null : deed(world, refund.number, how);
  };
}

/** Everything that can happen, sane or not, in any order. */
const deeds: readonly Deed[] = [
  ...Array.from({ length: 8 }, (): Deed => (world) => answerNext(world)),
  (world) => world.give({ type: 'cancellation', id: 'console' }),
  (world, { which, how }) => {
    const attention = pick(world.state.alerts, which)?.id ?? 'none';
    const id = `seen-${attention}-${world.nowMs}`;
    const said = how % 2 === 0 ? {} : { returnedMinor: 500 * (how % 4) - 500 };
    return world.give({ type: 'attention_decision', id, attention, by: person, ...said });
  },
  (world, { how }) => world.advance(pick(waitsMs, how) ?? 0),
  (world, { how }) => world.advance(pick(waitsMs, how) ?? 0),
  (world, { which, how }) =>
    world.pay(`N${world.state.attempts.length}-${how}`.replace('-', 'X'), {
      id: `click-${how}`,
      channel: `channel-${which % kinds.length}`,
      traits: pick(kinds, which) ?? codeTraits,
    }),
  (world, { which }) =>
    world.pay(`M${world.state.attempts.length}`, {
      id: `click-M${world.state.attempts.length}`,
      channel: `channel-${which % kinds.length}`,
      traits: pick(kinds, which) ?? codeTraits,
    }),
  (world, { how }) => (how === 0 ? world.close(`close-${how}`) : null),
  (world, { which, how }) =>
    world.refund(`r${which}`, (how % 4) * 500 + 499, `ask-${which}-${how}`),
  (world) => world.restart(),
  (world, { how }) => {
    world.hold = pick([null, null, 'over_cap', 'switch_off'] as const, how) ?? null;
  },
  onAttempt((world, number, how) =>
    world.created(
      number,
      pick(
        [
          { kind: 'offered', channelReference: `ref-${number}`, validUntilMs: null },
          no,
          lost,
          busy,
        ],
        how,
      ) ?? lost,
    ),
  ),
  ...[0, 1, 2].map(() =>
    onAttempt((world, number, how) =>
      world.queried(number, pick([...findings(number), lost, busy], how) ?? lost),
    ),
  ),
  onAttempt((world, number, how) =>
    world.queried(number, findings(number)[how] ?? lost, world.nowMs - minuteMs),
  ),
  onAttempt((world, number) => world.paid(number)),
  onAttempt((world, number) => world.says(number, 'approved')),
  onAttempt((world, number) => world.closeAnswered(number)),
  onAttempt((world, number, how) =>
    world.captured(
      number,
      pick([success(`T-${number}`), { kind: 'processing' }, no, lost, busy], how) ?? lost,
    ),
  ),
  onAttempt((world, number, how) =>
    world.tells(
      `c${how}-${number}`,
      world.attempt(number).channelNumber,
      pick(findings(number), how) ?? { kind: 'unpaid' },
      how % 3 === 0 ? 'old' : 'fresh',
    ),
  ),
  onAttempt((world, number, how) =>
    world.callback(`v${how}-${number}`, number, {
      kind: 'reversal',
      reference: `V${how % 3}`,
      amountMinor: 500 * (1 + (how % 3)),
    }),
  ),
  onAttempt((world, number, how) =>
    world.callback(`d${how}-${number}`, number, {
      kind: 'dispute',
      state: pick(['opened', 'won', 'lost'] as const, how) ?? 'won',
    }),
  ),
  onAttempt((world, number, how) =>
    world.late(number, how % 2 === 0 ? 'accept' : 'refund', `l${how}-${number}`),
  ),
  onAttempt((world, number) => world.give({ type: 'hint', channelNumber: number })),
  ...[0, 1].map(() =>
    onRefund((world, number, how) =>
      world.refunded(
        number,
        pick(
          [
            ...standings,
            no,
            lost,
            busy,
            { ...no, lessIsLeft: true },
            { kind: 'later', code: 'short_balance' },
            { kind: 'held', hold: 'switch_off' },
          ],
          how,
        ) ?? lost,
      ),
    ),
  ),
  onRefund((world, number, how) =>
    world.refundQueried(number, pick([...standings, { kind: 'not_known' }, lost], how) ?? lost),
  ),
  onRefund((world, number, how) =>
    world.callback(`f${how}-${number}`, world.refundOf(number).attempt, {
      kind: 'refund',
      refundNumber: how % 5 === 0 ? 'console' : number,
      reference: `F-${number}`,
      amountMinor: 500,
      standing: pick(standings, how) ?? { kind: 'processing' },
    }),
  ),
  onRefund((world, number) => world.approve(number)),
  onRefund((world, number, how) =>
    how % 3 === 0
      ? world.reject(number)
      : world.resolve(number, how % 2 === 0 ? 'failed' : 'succeeded'),
  ),
];

export function take(world: World, step: Step): void {
  pick(deeds, step.what)?.(world, step);
}

/**
 * Where a story begins: with nothing, a code on the page, a duplicate, a late payment, a refund.
 */
export function begin(world: World, which: number): void {
  const second = { channel: 'channel-1', traits: pick(kinds, which) ?? scanTraits };
  const first = { channel: 'channel-0', traits: pick(kinds, which + 5) ?? codeTraits };
  if (which % 5 === 0) return;
  world.open('A', first);
  if (which % 5 === 1) return;
  if (which % 5 === 2) {
    world
      .pay('B', second)
      .advance(3 * secondMs)
      .offered('B', 'ref-B')
      .paid('B')
      .paid('A');
    world.advance(secondMs).paid('A').paid('B').advance(secondMs);
  }
  if (which % 5 === 3) {
    world
      .close()
      .advance(10 * minuteMs)
      .paid('A')
      .advance(secondMs);
    if (which % 2 === 0) world.paid('A').advance(secondMs);
  }
  if (which % 5 === 4) world.paid('A').advance(secondMs).refund('r0', 1_999).advance(secondMs);
}
