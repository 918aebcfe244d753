import { describe, expect, test } from 'vitest';
import { mayNotReplay } from './changed-rules.ts';
import { everyState, historiesOf, isHeldByRule, netOf, rowOf, smallMatrix } from './matrix.ts';
import { orderId, ruleNames } from './releases.ts';
import { upgradeStates } from './upgrade-states.ts';

describe('the stories of the upgrade proof', () => {
  test('the small form has each of twelve rules once and each of twelve states once', () => {
    const small = smallMatrix();
    expect(new Set(small.map(({ rule }) => rule?.name))).toEqual(new Set(ruleNames));
    expect(new Set(small.map(({ state }) => state))).toEqual(new Set(upgradeStates));
    expect([small.length, ruleNames.length, upgradeStates.length]).toEqual([12, 12, 12]);
  });

  test('the small form needs no way back: no rule leaves its order held', () => {
    expect(smallMatrix().filter(isHeldByRule)).toEqual([]);
  });

  test('the full form has every rule with every state', () => {
    const all = ruleNames.flatMap((_, at) => rowOf(at));
    expect(new Set(all.map(({ rule, state }) => `${rule?.name} ${state.name}`)).size).toBe(144);
  });

  test('a rule that gives less back changes only what is decided under it', () => {
    const at = ruleNames.indexOf("a merchant's refund is one less");
    const changed = rowOf(at).filter((cell) => netOf(cell) !== cell.state.net);
    expect(changed.map(({ state }) => state.decides)).toEqual(['merchant refund']);
    expect(everyState().map(netOf)).toEqual(upgradeStates.map(({ net }) => net));
  });

  test('runs must outlive every changed rule but the one named', () => {
    const one = ruleNames.filter((_, at) =>
      rowOf(at).some((cell) => historiesOf(cell) !== 'one history'),
    );
    expect(one).toEqual(mayNotReplay);
    expect(new Set(everyState().map(historiesOf))).toEqual(new Set(['other histories']));
  });

  test('no order is named within the name of another', () => {
    const ids = ruleNames.flatMap((_, at) => upgradeStates.map((_state, to) => orderId(at, to)));
    for (const id of ids) expect(ids.filter((one) => one.includes(id))).toEqual([id]);
  });
});
