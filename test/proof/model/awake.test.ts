import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { plantedSetting, plants } from './plants.ts';

test.each(plants)(
  'the check is awake: %s, and %s complains',
  (name, invariant, _setting, broken) => {
    const report = explore(plantedSetting(name), broken, 60_000);
    expect(report.violation?.invariant).toBe(invariant);
    expect(report.violation?.story.length).toBeGreaterThan(0);
  },
  120_000,
);
