import type { Phase } from './figures.ts';

/** A shopper waits no longer, ms: the scale's end. */
export const slowest = 20_000;

function longest(groups: Phase['refused']): number | null {
  const all = Object.values(groups).flatMap(({ p99 }) => (p99 === null ? [] : [p99]));
  return all.length === 0 ? null : Math.max(...all);
}

/** What a phase kept waiting, and how long at p99; ms. What did not happen is not there. */
export function latestMs(phase: Phase): readonly Readonly<{ what: string; ms: number }>[] {
  const { probes } = phase;
  const all: readonly (readonly [string, number | null])[] = [
    ['callback acknowledged', probes['genuine callback'].p99],
    ['order read', probes.read.p99],
    ['code after a click', phase.click.p99],
    ['refused', longest(phase.refused)],
    ['unknown', longest(phase.unknown)],
  ];
  return all.flatMap(([what, ms]) => (ms === null ? [] : [{ what, ms: Math.max(1, ms) }]));
}
