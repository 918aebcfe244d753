import { mayNotReplay } from './changed-rules.ts';
import { ruleNames } from './releases.ts';
import { type Decided, type UpgradeState, upgradeStates } from './upgrade-states.ts';

/**
 * One story: an order is in this state when this rule comes into force. `rule` null: another
 * release.
 */
export type Cell = Readonly<{
  rule: Readonly<{ at: number; name: string }> | null;
  state: UpgradeState;
  stateAt: number;
}>;

/** For each rule, the state in which the small form plays it: one in which it decides otherwise. */
const shownWith: Readonly<Record<string, string>> = {
  'the letter in the numbers of refunds': "a merchant's refund unanswered",
  'a compensation gives back one less': "a duplicate's compensation unanswered",
  "a merchant's refund is one less": 'callback waits in the inbox',
  'an attempt lives seven seconds longer': 'expired and watched',
  'an order is due a minute later': 'closing, paid unheard',
  'tasks due at once come in another order': 'create unanswered',
  'a late payment may be answered twice as long': 'a late payment asked about',
  'the id of a compensation': 'superseded, both codes payable',
  'the number of a second transaction': "a second transaction's compensation unanswered",
  'the text of an alert': 'parked',
  'when an attempt was withdrawn': 'closed and watched',
  'when an order was paid': 'compensation waits for approval',
};

/**
 * `one history`: each version replays the histories of the one before, so no run need be ended.
 */
export type Histories = 'one history' | 'other histories';

/** Whether the runs of a story must outlive the replacement. */
export function historiesOf({ rule }: Cell): Histories {
  return rule === null || mayNotReplay.includes(rule.name) ? 'other histories' : 'one history';
}

/** Rules that decide one fen less, and what of. */
const lowers: Readonly<Record<string, Decided>> = {
  'a compensation gives back one less': 'compensation',
  "a merchant's refund is one less": 'merchant refund',
};

/** Each rule once, and each state. */
export function smallMatrix(): readonly Cell[] {
  return ruleNames.map((name, at) => {
    const stateAt = upgradeStates.findIndex((one) => one.name === shownWith[name]);
    const state = upgradeStates[stateAt];
    if (state === undefined) throw new Error(`no state to show this rule with: ${name}`);
    return { rule: { at, name }, state, stateAt };
  });
}

/** One rule with each state. */
export function rowOf(at: number): readonly Cell[] {
  const name = ruleNames[at] ?? '';
  return upgradeStates.map((state, stateAt) => ({ rule: { at, name }, state, stateAt }));
}

/** Each state once, for replacements by another release. */
export function everyState(): readonly Cell[] {
  return upgradeStates.map((state, stateAt) => ({ rule: null, state, stateAt }));
}

function isLowered({ rule, state }: Cell): boolean {
  return rule !== null && state.decides !== null && lowers[rule.name] === state.decides;
}

/**
 * Whether the rule decides a compensation of one fen less than is kept. The one fen left can't be
 * compensated under that rule, so the order is held until a corrected version comes.
 */
export function isHeldByRule(cell: Cell): boolean {
  return isLowered(cell) && cell.state.decides === 'compensation';
}

/** What the sandbox's money book must show as kept at the end, in fen. */
export function netOf(cell: Cell): number {
  const isKept = isLowered(cell) && cell.state.decides === 'merchant refund';
  return cell.state.net + (isKept ? 1 : 0);
}

/** The name of a story, for people. */
export function presentCell({ rule, state }: Cell): string {
  return `${rule === null ? '' : `${rule.name} × `}${state.name}`;
}
