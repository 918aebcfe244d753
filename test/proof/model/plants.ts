import type { Fact } from '../../../domain/facts/fact.ts';
import { evolve } from '../../../domain/facts/evolve.ts';
import { nothingHeld } from '../../../domain/held/held.ts';
import type { Input } from '../../../domain/facts/input.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { Policy } from '../../../domain/order/policy.ts';
import { rules, type Rules } from './run.ts';
import { plainSetting, type Setting, smallPolicy } from './world.ts';

/** The facts that broken rules decide in place of the real ones. */
type Twist = (facts: readonly Fact[], order: OrderState, input: Input, nowMs: number) => Fact[];

/** The real rules with one fault planted in `decide`. */
function planted(twist: Twist): Rules {
  return {
    ...rules,
    decide: (order, input, circumstances) =>
      twist(rules.decide(order, input, circumstances), order, input, circumstances.nowMs),
  };
}

function after(order: OrderState, facts: readonly Fact[]): OrderState {
  return facts.reduce<OrderState>(evolve, order);
}

/** The real rules, with other numbers than the order's policy has. */
function byOtherPolicy(policy: Partial<Policy>): Rules {
  return {
    ...rules,
    decide: (order, input, circumstances) =>
      rules.decide({ ...order, policy: { ...order.policy, ...policy } }, input, circumstances),
  };
}

/** A setting in which each limit of attempts is reached. */
const limited: Partial<Setting> = {
  buttons: ['uncloseable', 'uncloseable'],
  clicks: [0, 0, 1, 0],
  inOrder: true,
  faults: ['create_refused'],
  maxFaults: 1,
  policy: { ...smallPolicy, maxAttempts: 2, maxAttemptsEver: 3, maxRefusals: 1, coolingMs: 50 },
};

/** A fault in the rules, the invariant that must complain, and the setting in which it does. */
export type Plant = readonly [
  name: string,
  invariant: string,
  setting: Partial<Setting>,
  rules: Rules,
];

/** Faults that the check must find; if it does not, the check itself is broken. */
export const plants: readonly Plant[] = [
  [
    'a duplicate is never given back',
    'books-balance',
    { buttons: ['uncloseable', 'uncloseable'] },
    planted((facts) => facts.filter((one) => one.type !== 'refund_requested')),
  ],
  [
    'a duplicate is forgotten, and nothing waits for it',
    'books-balance',
    { buttons: ['uncloseable', 'uncloseable'] },
    planted((facts) => facts.filter((one) => one.type !== 'duplicate_found')),
  ],
  [
    'the last success wins',
    'one-winner',
    { buttons: ['uncloseable', 'uncloseable'] },
    planted((facts) =>
      facts.map((one) => (one.type === 'duplicate_found' ? { ...one, type: 'order_paid' } : one)),
    ),
  ],
  [
    'a time-out of create means that it failed',
    'no-guess',
    { faults: ['unanswered'], maxFaults: 1 },
    planted((facts) =>
      facts.map((one) =>
        one.type === 'create_unanswered'
          ? { ...one, type: 'attempt_refused', code: 'timeout' }
          : one,
      ),
    ),
  ],
  [
    'a close is believed',
    'no-guess',
    { buttons: ['payable-after-close', 'payable-after-close'] },
    planted((facts) =>
      facts.map((one) =>
        one.type === 'close_answered' ? { ...one, type: 'attempt_ended', how: 'closed' } : one,
      ),
    ),
  ],
  [
    'an unknown refund is repeated under a new number',
    'no-over-refund',
    { buttons: ['uncloseable', 'uncloseable'], faults: ['unanswered'], maxFaults: 1 },
    planted((facts, _order, _input, nowMs) => {
      const lost = facts.find((one) => one.type === 'refund_unanswered');
      if (lost === undefined) return [...facts];
      // With this code our own books say so, which needs no channel's word.
      const failed = { number: lost.number, code: 'nothing_kept', atMs: nowMs };
      return [...facts, { ...failed, type: 'refund_failed' }];
    }),
  ],
  [
    'an unknown refund counts as failed without a word of its channel',
    'one-truth',
    { buttons: ['uncloseable', 'uncloseable'], faults: ['unanswered'], maxFaults: 1 },
    planted((facts, _order, _input, nowMs) => {
      const lost = facts.find((one) => one.type === 'refund_unanswered');
      if (lost === undefined) return [...facts];
      const failed = { number: lost.number, code: 'lost', atMs: nowMs };
      return [...facts, { ...failed, type: 'refund_failed' }];
    }),
  ],
  [
    'each approval is captured at once',
    'one-charge',
    { buttons: ['voidable', 'unvoidable'] },
    planted((facts, order, _input, nowMs) => {
      const next = after(order, facts);
      if (next.status !== 'open') return [...facts];
      const approved = next.attempts.filter(
        (one) => one.status === 'approved' && (one.capture?.state ?? 'wanted') === 'wanted',
      );
      return [
        ...facts,
        ...approved.flatMap(({ number, capture }): Fact[] => [
          ...(capture === null ? [{ type: 'capture_wanted', number, atMs: nowMs } as const] : []),
          { type: 'capture_requested', number, atMs: nowMs },
        ]),
      ];
    }),
  ],
  [
    'the winner is compensated',
    'winner-safe',
    {},
    planted((facts) =>
      facts.flatMap((one): Fact[] => {
        if (one.type !== 'order_paid') return [one];
        const { number: attempt, atMs } = one;
        const number = `${attempt}R1`;
        const refund = { number, id: number, attempt, amountMinor: 100, reasonMark: null, atMs };
        return [one, { ...refund, type: 'refund_requested', kind: 'compensation', input: null }];
      }),
    ),
  ],
  [
    'a paid order closes at its deadline',
    'paid-stays-paid',
    {},
    planted((facts, order, _input, nowMs) =>
      order.status === 'paid' && nowMs >= order.deadlineMs
        ? [...facts, { type: 'order_closed', atMs: nowMs }]
        : [...facts],
    ),
  ],
  [
    'an order never closes',
    'quiet-end',
    {},
    planted((facts) => facts.filter((one) => one.type !== 'order_closed')),
  ],
  [
    'a closed order looks away',
    'closed-means-watched',
    { buttons: ['payable-after-close', 'closable'] },
    { ...rules, agenda: (order) => (order.status === 'closed' ? [] : rules.agenda(order)) },
  ],
  [
    'the ledger forgets a capture',
    'nothing-lost',
    {},
    {
      ...rules,
      isRecorded: (fact): fact is never =>
        fact.type !== 'payment_captured' && rules.isRecorded(fact),
    },
  ],
  [
    'a success is written over itself',
    'one-truth',
    {},
    planted((facts) =>
      facts.flatMap((one): Fact[] => (one.type === 'payment_captured' ? [one, one] : [one])),
    ),
  ],
  [
    'calls go out before their facts are in the ledger',
    'one-writer',
    {},
    {
      ...rules,
      isRecorded: (fact): fact is never =>
        fact.type !== 'attempt_withdrawn' && rules.isRecorded(fact),
    },
  ],
  [
    'a channel that refused is asked again at once',
    'attempt-limit',
    limited,
    byOtherPolicy({ maxRefusals: 1_000 }),
  ],
  [
    'any number of attempts can be paid at once',
    'attempt-limit',
    limited,
    byOtherPolicy({ maxAttempts: 1_000 }),
  ],
  [
    'refused attempts are begun without end',
    'attempt-limit',
    { ...limited, buttons: ['closable', 'closable'] },
    byOtherPolicy({ maxAttemptsEver: 1_000 }),
  ],
  [
    'the rules do not know what is held',
    'rule-21',
    { buttons: ['uncloseable', 'uncloseable'], faults: ['held'], maxFaults: 1 },
    {
      ...rules,
      decide: (order, input, circumstances) =>
        rules.decide(order, input, { ...circumstances, held: nothingHeld }),
    },
  ],
];

function plantOf(name: string): Plant {
  const plant = plants.find(([one]) => one === name);
  invariant(plant !== undefined, `there is a plant called ${name}`);
  return plant;
}

/** The setting in which a plant is found. */
export function plantedSetting(name: string): Setting {
  return { ...plainSetting, ...plantOf(name)[2], name: `planted: ${name}` };
}

/** The rules with that plant in them. */
export function plantedRules(name: string): Rules {
  return plantOf(name)[3];
}
