import { kindNames } from './kinds.ts';
import { plainSetting, type Setting, smallPolicy } from './world.ts';

/**
 * What is bounded, and why that suffices.
 *
 * - Two attempts, one click each: every rule speaks of one attempt, or of an
 *   attempt and its winner, so a third adds no new relation between two.
 * - One fault per way (of each sort, at each place): the rules have no counter
 *   that a second fault of the same sort would first reach, but for retries,
 *   which `silent` exhausts by a channel that never answers again.
 * - Polls: one before expiry (`plain`), none in the settings with faults, where a
 *   lost callback is then found at expiry. More polls repeat the same step.
 * - The clock moves to the next due moment of agenda or channel: between two of
 *   them nothing that we or the channels do depends on it.
 * - In the settings with faults the second click comes within the first 100 ms,
 *   which hold all conversations of the first: later nothing stirs until expiry.
 * - A request without an answer is executed within 600 ms or never, as a
 *   channel's own time-outs have it; a refund under way settles within 400 ms.
 */
const narrow: Setting = {
  ...plainSetting,
  clicksUntilMs: 100,
  scans: false,
  policy: { ...smallPolicy, pollScheduleMs: [] },
};

/** Settings by what they look for; each is run for every pair of channels. */
export const families = {
  /** Nothing goes wrong but the shopper's timing. */
  plain: plainSetting,
  /** The first button is clicked again: handed out, or one attempt too many. */
  again: { ...narrow, clicks: [0, 0, 1], policy: { ...narrow.policy, maxAttempts: 2 } },
  /** Attempts expire half-way to the deadline, and the shopper comes back. */
  expired: {
    ...narrow,
    clicksUntilMs: Infinity,
    policy: { ...narrow.policy, attemptLifeMs: 1_000 },
  },
  /** A call brings no answer, or a refusal. */
  unanswered: { ...narrow, faults: ['unanswered', 'refused'], maxFaults: 1 },
  /** The run dies, or its append meets a newer ledger. */
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
  /** The merchant asks parts back, twice: more than there is. */
  merchant: {
    ...narrow,
    faults: ['unanswered', 'refund_undone'],
    maxFaults: 1,
    refunds: 2,
    clicks: [0],
  },
  /** Money goes back without us. */
  reversed: { ...narrow, faults: ['reversal'], maxFaults: 1 },
  disputed: { ...narrow, faults: ['dispute'], maxFaults: 1 },
  /** Two faults of any sort upon one attempt, whose late payment has to go back. */
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
  /** Evidence that does not match: a wrong amount, a callback its channel's books deny. */
  odd: { ...narrow, faults: ['callback_lies', 'wrong_amount'], maxFaults: 1 },
  /** A channel stops answering for ever. */
  silent: {
    ...narrow,
    faults: ['outage'],
    maxFaults: 1,
    policy: { ...narrow.policy, refundPatienceMs: 2_000 },
  },
  /** The merchant closes, and is asked about what is paid later. */
  late: {
    ...narrow,
    closes: 1,
    persons: 1,
    policy: { ...narrow.policy, latePayment: 'ask' },
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type Family = keyof typeof families;

/**
 * One setting for each unordered pair of channels, a channel with itself
 * included; one for each channel where the second is never clicked.
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
