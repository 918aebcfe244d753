import type { RecordedFact } from '../../domain/facts/fact.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import { isFailure } from '../../ledger/texts/failure-words.ts';
import type { OrderTexts } from '../../ledger/views/order-texts.ts';
import { fieldsInSnakeCase } from '../http/snake-case.ts';

/** A fact as the timeline tells it. */
export type ToldFact = Readonly<{
  seq: number;
  type: string;
  at: string;
  data: Readonly<Record<string, unknown>>;
}>;

/** A fact's own `...Ms` fields are moments; those nested in it are durations and stay in ms. */
function moment([name, value]: [string, unknown]): [string, unknown] {
  if (!name.endsWith('Ms') || typeof value !== 'number') return [name, value];
  return [`${name.slice(0, -'Ms'.length)}At`.replace(/AtAt$/, 'At'), rfc3339(value)];
}

/**
 * The free text that belongs to a fact and stands in none: the channel's words about a failure, a
 * merchant's reason for a refund.
 */
function textOf(fact: RecordedFact, texts: OrderTexts): Readonly<Record<string, string>> {
  if (isFailure(fact)) return { message: texts.failure(fact.number, fact.code) };
  const isAsked = fact.type === 'refund_requested' && fact.kind === 'merchant';
  return isAsked ? { reason: texts.reason(fact.number) } : {};
}

/**
 * @param seq counted from 1
 * @param texts the order's texts, as far as they are still kept
 */
export function presentFact(fact: RecordedFact, seq: number, texts: OrderTexts): ToldFact {
  const { type, atMs, ...rest } = { ...fact, ...textOf(fact, texts) };
  return {
    seq,
    type,
    at: rfc3339(atMs),
    data: fieldsInSnakeCase(Object.fromEntries(Object.entries(rest).map(moment))),
  };
}
