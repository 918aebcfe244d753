import type { RecordedFact } from '../../domain/facts/fact.ts';
import type { ToldCall } from '../../ledger/answers/answers-of-order.ts';
import type { ToldEvent } from '../../ledger/events/told-of-order.ts';
import type { NoticeTry } from '../../ledger/notices/notice-tries.ts';
import type { ToldCallback } from '../../ledger/inbox/callbacks-of-order.ts';
import type { Cast } from './cast.ts';
import { callEntry } from './tell-call.ts';
import { callbackEntry } from './tell-callback.ts';
import { factEntry } from './tell-fact.ts';
import { eventEntry, tryEntry } from './tell-notice.ts';
import type { StoryEntry } from './telling.ts';

/** All that is known of an order, each in its own sequence. */
export type StoryRows = Readonly<{
  facts: readonly RecordedFact[];
  callbacks: readonly ToldCallback[];
  calls: readonly ToldCall[];
  events: readonly ToldEvent[];
  /** Tries to deliver them. */
  tries: readonly NoticeTry[];
}>;

/** What happened in the same ms: what was heard, then what we made of it, then who was told. */
const ranks: Readonly<Record<StoryEntry['source'], number>> = {
  callback: 0,
  call: 1,
  person: 2,
  fact: 2,
  notice: 3,
};

type Placed = Readonly<{ entry: StoryEntry; placeMs: number }>;

/** Facts stay in their sequence, though runs on several machines may have had other clocks. */
function placedFacts(entries: readonly StoryEntry[]): Placed[] {
  let latestMs = 0;
  return entries.map((entry) => {
    latestMs = Math.max(latestMs, entry.atMs);
    return { entry, placeMs: latestMs };
  });
}

/** An order's story, oldest first: who said what, when, and what follows from it. */
export function storyOf(rows: StoryRows, cast: Cast): StoryEntry[] {
  const others = [
    ...rows.callbacks.map((one) => callbackEntry(one, cast)),
    ...rows.calls.map((one) => callEntry(one, cast)),
    ...rows.events.map(eventEntry),
    ...rows.tries.map(tryEntry),
  ].map((entry) => ({ entry, placeMs: entry.atMs }));
  const facts = placedFacts(rows.facts.map((fact, index) => factEntry(fact, index + 1, cast)));
  return [...facts, ...others]
    .sort((a, b) => a.placeMs - b.placeMs || ranks[a.entry.source] - ranks[b.entry.source])
    .map(({ entry }) => entry);
}
