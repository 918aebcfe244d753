import { invariant } from '../../../domain/invariant.ts';
import { kindNames } from './kinds.ts';
import { narrow } from './narrow.ts';
import { namedTriples } from './triples.ts';
import { plainSetting, type Setting } from './world.ts';

/**
 * What is bounded, and why the bounds suffice.
 *
 * - Two attempts in every pair, three in the named triples: every rule speaks of
 *   one attempt, or of an attempt and the winner; a third attempt adds that there are two
 *   losers, or that a channel is clicked again. Random runs (test/proof/random) try more.
 * - One fault per story (of each kind, at each place): the rules have no counter that only a
 *   second fault of the same kind would reach, with two exceptions. `silent` exhausts the
 *   retries by a channel that never answers again, and `limited` sets the limits of refusals
 *   and attempts so low that one fault reaches them. `twice` has two faults on one attempt,
 *   --deep has one more everywhere, random runs have ten of all kinds.
 * - In CI the two largest triples are left out, and each family runs for half of the pairs, in
 *   which each kind meets itself and two others, those with most states (`wide` below) for a
 *   quarter; with --full for twice as many and all triples, with --deep for all. `merchant`, `parts`, `twice` and `overtaken` have one attempt: only random runs try
 *   what a second attempt adds to them.
 * - While a run that was given up still holds answers, time passes only in `overtaken` and in
 *   random runs.
 * - Polls: there is one before expiry in `plain`, and none in the settings with faults, where
 *   the query at expiry makes up for a lost callback. More polls repeat the same step.
 * - The clock moves to the next due moment of agenda or channel: between two of
 *   them nothing that we or the channels do depends on it. The shopper acts at any
 *   of these moments, and between any two steps.
 * - In the settings with faults, and in the triples, clicks come within the first 100 ms, in
 *   which all calls of the first click end: after that nothing happens until expiry.
 * - A request without an answer is executed within 600 ms or never, as a
 *   channel's own time-outs have it; a refund under way settles within 400 ms.
 * - A stale run takes the answers that were on their way to it, and starts no calls: the
 *   engine takes none from a run that it has given up.
 * - The callback that a done refund failed after all is never lost: only the channel's daily
 *   statement (rule 15) would tell of it then, and the model has none.
 * - A second transaction under one payment number is left to the unit tests: the
 *   model's channels take one payment for each number.
 */
/** Settings, named after what they look for; each is run for pairs of channels. */
export const families = {
  /** Nothing goes wrong but the shopper's timing. */
  plain: plainSetting,
  /** The first button is clicked again: handed out, or one attempt too many. */
  again: { ...narrow, clicks: [0, 0, 1], policy: { ...narrow.policy, maxAttemptsEver: 2 } },
  /**
   * One refusal makes a channel cool down, two attempts may be payable at once, three are the most
   * ever.
   */
  limited: {
    ...narrow,
    clicks: [0, 0, 1, 0],
    inOrder: true,
    faults: ['create_refused'],
    maxFaults: 1,
    policy: {
      ...narrow.policy,
      maxAttempts: 2,
      maxAttemptsEver: 3,
      maxRefusals: 1,
      coolingMs: 50,
    },
  },
  /** Attempts expire half-way to the deadline, and the shopper comes back. */
  expired: {
    ...narrow,
    clicksUntilMs: Infinity,
    policy: { ...narrow.policy, attemptLifeMs: 1_000 },
  },
  /** A call brings no answer, or a refusal. */
  unanswered: { ...narrow, faults: ['unanswered', 'refused'], maxFaults: 1 },
  /** The run dies, or its append conflicts with a newer ledger. */
  restarted: { ...narrow, faults: ['death', 'conflict'], maxFaults: 1 },
  /** Callbacks are lost, stale, repeated, overtaken; answers are slow. */
  callbacks: {
    ...narrow,
    faults: ['slow', 'callback_lost', 'callback_stale', 'callback_again'],
    maxFaults: 1,
  },
  /** Refunds fail, are held, put off, undone; persons decide. */
  refunds: {
    ...narrow,
    faults: [
      'refund_fails',
      'refund_abnormal',
      'refund_later',
      'refund_undone',
      'over_budget',
      'switched_off',
    ],
    maxFaults: 1,
    persons: 1,
  },
  /** The merchant refunds parts, more than there is in all. */
  merchant: {
    ...narrow,
    faults: ['unanswered', 'refund_undone'],
    maxFaults: 1,
    refunds: [60, 60],
    clicks: [0],
  },
  /** A channel does not take a refund for now, until that is shown and beyond. */
  busy: {
    ...narrow,
    faults: ['refund_not_taken'],
    maxFaults: 5,
    refunds: [60],
    clicks: [0],
  },
  /** The merchant refunds all in parts, while a refund already done turns out to have failed. */
  parts: {
    ...narrow,
    faults: ['refund_undone'],
    maxFaults: 1,
    refunds: [60, 40],
    clicks: [0],
  },
  /**
   * A run that was given up appends, an unverified callback comes, somebody cancels in the console.
   */
  stale: { ...narrow, faults: ['stale_run', 'hint', 'cancelled'], maxFaults: 1 },
  /** A run is given up with a refusal on its way to it, and the next one repeats the call. */
  overtaken: {
    ...narrow,
    clicks: [0],
    closes: 1,
    faults: ['stale_run', 'refused', 'unanswered', 'slow'],
    maxFaults: 2,
  },
  /** The ledger refuses evidence, or what follows from it, for a while. */
  held: { ...narrow, faults: ['held', 'withheld'], maxFaults: 1 },
  /** Money goes back without our asking. */
  reversed: { ...narrow, faults: ['reversal', 'less_left'], maxFaults: 1 },
  disputed: { ...narrow, faults: ['dispute'], maxFaults: 1 },
  /** Two faults of any kind on one attempt, whose late payment has to go back. */
  twice: {
    ...narrow,
    clicks: [0],
    closes: 1,
    faults: [
      'unanswered',
      'refused',
      'death',
      'conflict',
      'refund_fails',
      'refund_abnormal',
      'refund_later',
      'refund_undone',
    ],
    maxFaults: 2,
  },
  /** Evidence that does not match: a wrong amount, or a callback that the channel's books deny. */
  odd: { ...narrow, faults: ['callback_lies', 'wrong_amount'], maxFaults: 1 },
  /** A channel stops answering for ever. */
  silent: {
    ...narrow,
    faults: ['outage'],
    maxFaults: 1,
    policy: { ...narrow.policy, refundPatienceMs: 2_000 },
  },
  /** The merchant closes the order, and is asked about a payment that comes later. */
  late: {
    ...narrow,
    closes: 1,
    persons: 1,
    policy: { ...narrow.policy, latePayment: 'ask' },
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type Family = keyof typeof families;

/**
 * One setting for each unordered pair of channels, including a channel with itself; one for each
 * channel if the second button is never clicked.
 */
export function pairsOf(family: Family): Setting[] {
  const setting: Setting = families[family];
  const isAlone = !setting.clicks.includes(1);
  return kindNames.flatMap((a, at) => {
    if (isAlone) return [{ ...setting, buttons: [a], name: `${family}: ${a}` }];
    return kindNames
      .slice(at)
      .map((b) => ({ ...setting, buttons: [a, b], name: `${family}: ${a} + ${b}` }));
  });
}

/**
 * How far apart the two kinds of a pair are in the circle of all kinds, 0 to 3; null: one kind
 * alone.
 */
function distance({ buttons }: Setting): number | null {
  const [a, b] = buttons.map((one) => kindNames.indexOf(one));
  if (a === undefined || b === undefined) return null;
  const apart = Math.abs(a - b);
  return Math.min(apart, kindNames.length - apart);
}

/** Families of which `npm test` explores the pairs that begin with these kinds alone. */
const closableOnes: ReadonlySet<string> = new Set(['closable', 'uncloseable']);
const longest: ReadonlySet<Family> = new Set(['stale', 'restarted', 'callbacks']);
/** Alone it takes longer than all others of its family. */
const longestAlone = 'parts: closable';

/**
 * What `npm test` explores: four pairs in which every kind meets another, or each kind alone; of the
 * families with most states two pairs. `npm run proof:model`, which CI runs as well, explores them
 * all.
 */
export function tellingPairsOf(family: Family): Setting[] {
  return pairsOf(family).filter(({ name, buttons }) => {
    const [first, second] = buttons;
    if (first === undefined || second === undefined) return name !== longestAlone;
    if (longest.has(family) && !closableOnes.has(first)) return false;
    return Math.abs(kindNames.indexOf(first) - kindNames.indexOf(second)) === 3;
  });
}

/** Families with many times as many states as the others. */
const wide: ReadonlySet<Family> = new Set([
  'restarted',
  'callbacks',
  'odd',
  'silent',
  'late',
  'stale',
  'limited',
  'held',
]);

const familyNames = Object.keys(families) as Family[];

function settingsWith(
  ofWide: readonly (number | null)[],
  ofOthers: readonly (number | null)[],
): Setting[] {
  const pairs = familyNames.flatMap((family) => {
    const apart = wide.has(family) ? ofWide : ofOthers;
    return pairsOf(family).filter((one) => apart.includes(distance(one)));
  });
  return pairs;
}

/** They have as many states as all other triples together: two minutes, so only with --full. */
const largeTriples: ReadonlySet<string> = new Set([
  'triple: Alipay, then a bank, then Stripe',
  'triple: three banks, none of which can close',
]);

/**
 * What `npm run proof:model` explores: each kind meets two others, in most families itself as well.
 */
export function ciSettings(): Setting[] {
  const triples = namedTriples().filter(({ name }) => !largeTriples.has(name));
  return [...triples, ...settingsWith([null, 3], [null, 0, 3])];
}

/**
 * What `--full` explores, in a quarter of an hour on two cores: all pairs, of wide families half of
 * them.
 */
export function fullSettings(): Setting[] {
  return [...namedTriples(), ...settingsWith([null, 0, 3], [null, 0, 1, 2, 3])];
}

/**
 * What `--deep` explores, in hours: all pairs of every family, each family with one fault
 * more, the triples with clicks in any order, and the triples in each family.
 */
export function deepSettings(): Setting[] {
  const pairs = familyNames.flatMap(pairsOf);
  const more = pairs
    .filter((one) => one.maxFaults > 0)
    .map((one) => ({ ...one, maxFaults: one.maxFaults + 1, name: `${one.name}, a fault more` }));
  const anyOrder = namedTriples().map((one) => ({
    ...one,
    inOrder: false,
    clicksUntilMs: Infinity,
    name: `${one.name}, in any order`,
  }));
  const stormy = familyNames.flatMap((family) =>
    namedTriples().map(({ name, buttons, clicks, inOrder }) => {
      const setting: Setting = families[family];
      return { ...setting, buttons, clicks, inOrder, name: `${family}: ${name}` };
    }),
  );
  return [...namedTriples(), ...pairs, ...anyOrder, ...more, ...stormy];
}

/** @throws InvariantViolation if no configuration has that name */
export function settingNamed(name: string): Setting {
  const found = deepSettings().find((one) => one.name === name);
  invariant(found !== undefined, `a configuration is called ${name}`);
  return found;
}
