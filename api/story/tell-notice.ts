import type { ToldEvent } from '../../ledger/events/told-of-order.ts';
import type { NoticeTry } from '../../ledger/notices/notice-tries.ts';
import { clause } from './clause.ts';
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

const ends: Readonly<Record<NoticeTry['status'], string>> = {
  accepted: 'it was accepted',
  failed: 'it failed, and is tried again',
  given_up: 'it failed, and is given up',
};

/** A try to deliver an event, as its order's story tells it; of the address its host alone. */
export function tryEntry(one: NoticeTry): StoryEntry {
  const { event, url, attempt, isResend, startedAtMs, status, responseStatus, error } = one;
  const what = isResend ? 'Sent, as it was asked to be sent again,' : 'Sent';
  const host = URL.canParse(url) ? new URL(url).host : 'the merchant';
  const answer = responseStatus === null ? '' : ` (HTTP ${responseStatus})`;
  const why = error === null ? '' : `: ${clause(error)}`;
  return {
    atMs: startedAtMs,
    source: 'notice',
    who: rules,
    text: `${what} the notice of ${event} to ${host}, try ${attempt}: ${ends[status]}${answer}${why}.`,
    evidence: `event ${event}`,
    about: null,
    seq: null,
  };
}
