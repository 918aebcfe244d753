import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { tell } from './report-line.ts';
import { type Family, tellingPairsOf } from './settings.ts';

/** One test for each telling pair; `npm run proof:model` explores them all. */
export function checkPairs(family: Family): void {
  test.each(tellingPairsOf(family))(
    'every invariant holds in every state of $name',
    (setting) => {
      const report = explore(setting);
      process.stdout.write(`${tell(report)}\n`);
      expect(report.violation, tell(report)).toBeNull();
      expect(report.isCut, 'the search reached every state').toBe(false);
    },
    300_000,
  );
}
