import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/**
 * What one workflow's history costs: events in the engine, and actions on a managed engine's bill.
 */
export type HistoryCost = Readonly<{ events: number; actions: Readonly<Record<string, number>> }>;

/** Each of these events is one billed action on Temporal Cloud. */
const billed = {
  workflowExecutionStartedEventAttributes: 'start',
  workflowExecutionUpdateAcceptedEventAttributes: 'update',
  workflowExecutionSignaledEventAttributes: 'signal',
  activityTaskScheduledEventAttributes: 'activity',
  timerStartedEventAttributes: 'timer',
  upsertWorkflowSearchAttributesEventAttributes: 'search attributes',
  workflowExecutionContinuedAsNewEventAttributes: 'continue as new',
} as const satisfies Partial<Record<keyof HistoryEvent, string>>;

/**
 * Counts a history; all local activities that one workflow task recorded are billed as one action.
 */
export function costOf(events: readonly HistoryEvent[]): HistoryCost {
  const actions: Record<string, number> = {};
  const add = (what: string): void => void (actions[what] = (actions[what] ?? 0) + 1);
  for (const event of events) {
    for (const [attribute, what] of Object.entries(billed)) {
      if (Object.entries(event).some(([name, value]) => name === attribute && value)) add(what);
    }
  }
  const recording = new Set(
    events.flatMap(({ markerRecordedEventAttributes: marker }) =>
      marker ? [String(marker.workflowTaskCompletedEventId)] : [],
    ),
  );
  actions['local activities'] = recording.size;
  return { events: events.length, actions };
}

export function totalActions({ actions }: HistoryCost): number {
  return Object.values(actions).reduce((sum, one) => sum + one, 0);
}
