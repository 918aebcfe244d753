import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** A line of the timeline that the engine's page draws; `summary` null: it says nothing. */
export type TimelineLine = Readonly<{ kind: string; summary: string | null }>;

const lines = {
  activityTaskScheduledEventAttributes: 'activity',
  timerStartedEventAttributes: 'timer',
  markerRecordedEventAttributes: 'local activity',
} as const satisfies Partial<Record<keyof HistoryEvent, string>>;

/** Activities, timers and local activities of a run, with what each says it is. */
export function linesOf(events: readonly HistoryEvent[]): TimelineLine[] {
  return events.flatMap((event) => {
    const kind = Object.entries(lines).find(([name]) =>
      Object.entries(event).some(([field, value]) => field === name && value),
    )?.[1];
    if (kind === undefined) return [];
    const payload = event.userMetadata?.summary;
    const summary = payload ? defaultPayloadConverter.fromPayload<string>(payload) : null;
    return [{ kind, summary }];
  });
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The encodings of all payloads that are anywhere in here. The engine's page reads `json/plain`. */
export function encodingsIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (one: unknown): void => {
    if (!isFields(one) || ArrayBuffer.isView(one)) return;
    const { metadata } = one;
    const encoding = isFields(metadata) ? metadata['encoding'] : undefined;
    if (encoding instanceof Uint8Array) found.add(Buffer.from(encoding).toString('utf8'));
    Object.values(one).forEach(look);
  };
  look(value);
  return found;
}
