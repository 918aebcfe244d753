import fc from 'fast-check';
import { type KindName, kindNames } from '../model/kinds.ts';
import { askedOnce } from '../model/remembered.ts';
import { type Rules, rules as production } from '../model/run.ts';
import type { Story } from '../model/story.ts';
import type { Violation } from '../model/violation.ts';
import type { Setting } from '../model/world.ts';
import { type Lateness, storm } from './storm.ts';
import { walk } from './walk.ts';

/** A run that broke a rule, shrunk, and what is needed to make its setting again. */
export type Found = Readonly<{
  violation: Violation;
  story: Story;
  setting: Setting;
  settingExpression: string;
  shrinks: number;
}>;

export type Search = Readonly<{
  runs: number;
  steps: number;
  /** In how many runs each kind of event occurred, by its name. */
  events: Readonly<Record<string, number>>;
  found: Found | null;
}>;

/** The most random steps of one run; the calm moves at its end come on top. */
export const mostSteps = 80;

type Weather = readonly [readonly [KindName, KindName, KindName], Lateness, readonly number[]];

const kind = fc.constantFrom(...kindNames);
const weather: fc.Arbitrary<Weather> = fc.tuple(
  fc.tuple(kind, kind, kind),
  fc.constantFrom<Lateness>('refund', 'ask'),
  fc.array(fc.nat(), { maxLength: mostSteps, size: 'max' }),
);

/** Labels without the names in them: `callback A1:paid, stale` is a `callback stale`. */
function eventOf(by: string, label: string): string {
  const words = label
    .replace(/[A-C]\d\S*|\b\d+\b|\([^)]*append ([^)]*)\)/g, (_, append: string | undefined) =>
      append === undefined ? '' : `(append ${append})`,
    )
    .replace(/\s+/g, ' ')
    .trim();
  return `${by}: ${words}`;
}

/**
 * Random runs under fast-check. The same seed and number of runs repeat the
 * same runs; the first that breaks a rule is shrunk.
 */
export function search(seed: number, runs: number, tested: Rules = production): Search {
  const rules = askedOnce(tested);
  const events = new Map<string, number>();
  let steps = 0;
  let walked = 0;
  let isShrinking = false;
  const property = fc.property(weather, ([kinds, lateness, picks]) => {
    const { steps: taken, violation } = walk(storm(kinds, lateness), rules, picks);
    if (!isShrinking) {
      walked += 1;
      steps += taken.length;
      const met = new Set(taken.map(({ by, label }) => eventOf(by, label)));
      for (const event of met) events.set(event, (events.get(event) ?? 0) + 1);
    }
    isShrinking ||= violation !== null;
    return violation === null;
  });
  const { counterexample, numShrinks } = fc.check(property, { seed, numRuns: runs });
  const counts = Object.fromEntries([...events].sort(([a], [b]) => (a < b ? -1 : 1)));
  const result = { runs: walked, steps, events: counts };
  if (counterexample === null) return { ...result, found: null };
  const [kinds, lateness, picks] = counterexample[0];
  const setting = storm(kinds, lateness);
  const { steps: story, violation } = walk(setting, rules, picks);
  if (violation === null) throw new Error('The same numbers walked another way.');
  const names = kinds.map((one) => `'${one}'`).join(', ');
  const settingExpression = `storm([${names}], '${lateness}')`;
  const found = { violation, story, setting, settingExpression, shrinks: numShrinks };
  return { ...result, found };
}
