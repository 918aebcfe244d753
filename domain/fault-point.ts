/**
 * Places in the code where a test may stop a process, named in the source and
 * inert in production. Never inside a workflow: a replay would pass them again.
 *
 * @see CONTRIBUTING.md#testing, fault points
 */
export type FaultPoint =
  | 'append-before'
  | 'append-after'
  | 'create-before-call'
  | 'create-after-call'
  | 'create-after-offer'
  | 'query-before-call'
  | 'query-after-call'
  | 'close-before-call'
  | 'close-after-call'
  | 'refund-before-call'
  | 'refund-after-call'
  | 'callback-before-store'
  | 'callback-after-store'
  | 'relay-before-signal'
  | 'relay-after-signal';

export type Faults = Readonly<{ reach: (point: FaultPoint) => Promise<void> }>;

/** What production runs with. */
export const noFaults: Faults = Object.freeze({ reach: () => Promise.resolve() });
