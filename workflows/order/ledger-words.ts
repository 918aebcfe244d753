import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { HoldMarks } from '../../domain/held/order-hold.ts';
import { rfc3339 } from '../../domain/values/calendar.ts';
import type { InputNames } from '../messages/order-activities.ts';

/** More names than this make no line that anybody reads. */
const mostNames = 5;

function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  return [...names.slice(0, mostNames), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** One line of a timeline for an append: what happened to the order. */
export function appendSummary(facts: readonly RecordedFact[]): string {
  if (facts.length === 0) return 'note that evidence changed nothing';
  return `append ${listed(facts.map((one) => one.type))}`;
}

/** The same for an append of no facts, which only notes when the order is due. */
export function dueSummary(dueAtMs: number | null): string {
  return dueAtMs === null ? 'note that nothing is due' : `note that it is due ${rfc3339(dueAtMs)}`;
}

/** The same for reading the rows that messages and calls named. */
export function readSummary({ callbacks, answers, requests }: InputNames): string {
  const counted = [
    [requests.length, 'request'],
    [callbacks.length, 'callback'],
    [answers.length, 'answer'],
  ] as const;
  const named = counted.filter(([count]) => count > 0);
  return `read ${named.map(([count, what]) => `${count} ${what}${count > 1 ? 's' : ''}`).join(', ')}`;
}

/** The same for what the ledger refuses, or no longer does. */
export function markSummary({ held, gone, again }: HoldMarks): string {
  const parts = [
    held.length > 0 ? `held: ${listed(held.map((one) => one.what))}` : '',
    gone.length > 0 ? `no longer held: ${listed(gone)}` : '',
    again.length > 0 ? `tried again: ${listed(again)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'look at what is held' : parts.join('; ');
}
