import type { ToldEvent } from '../../ledger/events/told-of-order.ts';
import { rules, type StoryEntry } from './telling.ts';

/** An event as its order's story tells it; the tries to deliver it are entries of their own. */
export function eventEntry({ id, sequence, type, version, createdAtMs }: ToldEvent): StoryEntry {
  return {
    atMs: createdAtMs,
    source: 'notice',
    who: rules,
    text: `Wrote event ${sequence} for the merchant, ${type}, of seq ${version}.`,
    evidence: `event ${id}`,
    about: null,
    seq: null,
  };
}
