import type { RecordedFact } from '../domain/fact.ts';
import { rfc3339 } from '../domain/calendar.ts';
import { inSnakeCase } from './snake-case.ts';

/** A fact as the timeline tells it. */
export type ToldFact = Readonly<{ seq: number; type: string; at: string; data: unknown }>;

/** A fact's own `...Ms` are moments; those deeper in it are durations and keep their unit. */
function moment([name, value]: [string, unknown]): [string, unknown] {
  if (!name.endsWith('Ms') || typeof value !== 'number') return [name, value];
  return [`${name.slice(0, -'Ms'.length)}At`.replace(/AtAt$/, 'At'), rfc3339(value)];
}

/** @param seq counted from 1 */
export function toldFact(fact: RecordedFact, seq: number): ToldFact {
  const { type, atMs, ...rest } = fact;
  return {
    seq,
    type,
    at: rfc3339(atMs),
    data: inSnakeCase(Object.fromEntries(Object.entries(rest).map(moment))),
  };
}
