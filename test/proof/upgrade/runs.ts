import type { Client, WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { isOtherDigest, orderDigest } from '../../../domain/order/order-digest.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { fold } from '../../../domain/facts/evolve.ts';
import { type RunStanding, standingQuery } from '../../../workflows/messages/messages.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import type { LedgerOrder } from '../chaos/evidence.ts';
import type { Histories } from './matrix.ts';
import { eventually } from './stage.ts';

/** What the engine's histories say of an order's runs. */
export type RunsOfOrder = Readonly<{
  /** Status of the last run. */
  last: string;
  /** Runs that somebody ended because they could not go on. */
  terminated: number;
  /** Failed workflow tasks, but not those that failed because a signal came at their end. */
  failedTasks: readonly string[];
  /** How many appends the ledger refused because the run believed something else. */
  differs: number;
}>;

const marker = z.object({
  markerRecordedEventAttributes: z.object({
    details: z.record(
      z.string(),
      z.object({ payloads: z.array(z.object({ data: z.instanceof(Uint8Array) })) }),
    ),
  }),
});
const failed = z.object({
  workflowTaskFailedEventAttributes: z.object({
    cause: z.number(),
    failure: z.object({ message: z.string().nullish() }).nullish(),
  }),
});

/** The cause of a task that failed because a signal came while the run was about to end. */
const unhandledCommand = 1;

function differsIn(event: unknown): number {
  const read = marker.safeParse(event);
  if (!read.success) return 0;
  const payloads = Object.values(read.data.markerRecordedEventAttributes.details).flatMap(
    (one) => one.payloads,
  );
  return payloads.filter(({ data }) => Buffer.from(data).toString().includes('"kind":"differs"'))
    .length;
}

function failureIn(event: unknown): string[] {
  const read = failed.safeParse(event);
  if (!read.success) return [];
  const { cause, failure } = read.data.workflowTaskFailedEventAttributes;
  return cause === unhandledCommand ? [] : [failure?.message ?? `cause ${cause}`];
}

/** Reads the histories of all runs of an order. */
export async function runsOf({ workflow }: Client, key: OrderKey): Promise<RunsOfOrder> {
  const workflowId = orderWorkflowId(key);
  const failedTasks: string[] = [];
  let terminated = 0;
  let differs = 0;
  for await (const one of workflow.list({ query: `WorkflowId='${workflowId}'` })) {
    if (one.status.name === 'TERMINATED') terminated += 1;
    const { events } = await workflow.getHandle(workflowId, one.runId).fetchHistory();
    for (const event of events ?? []) {
      differs += differsIn(event);
      failedTasks.push(...failureIn(event));
    }
  }
  const { status } = await workflow.getHandle(workflowId).describe();
  return { last: status.name, terminated, failedTasks, differs };
}

/** A callback that came once more may have begun the run just now; it reads the ledger first. */
async function standingOf(handle: WorkflowHandle): Promise<RunStanding | null> {
  const read: { standing: RunStanding | null } = { standing: null };
  await eventually('its run reads the ledger', async () => {
    read.standing = await handle.query(standingQuery);
    return read.standing !== null;
  });
  return read.standing;
}

/**
 * one-truth: compares what the last run believes with the fold of the facts. A run that goes on can
 * always be asked. One that has ended is replayed to be asked, which a rule under which its
 * history need not replay may make impossible.
 *
 * @returns what is wrong, as a sentence; null: they agree
 */
export async function disagreement(
  { workflow }: Client,
  key: OrderKey,
  ledger: LedgerOrder,
  histories: Histories,
): Promise<string | null> {
  const handle = workflow.getHandle(orderWorkflowId(key));
  let run: RunStanding | null;
  try {
    run = await standingOf(handle);
  } catch (error) {
    const { status } = await handle.describe();
    if (histories === 'other histories' && status.name === 'COMPLETED') return null;
    throw error;
  }
  if (run === null) return 'its run has not read the ledger';
  if (run.version !== ledger.version) {
    return `its run stands at version ${run.version}, the ledger at ${ledger.version}`;
  }
  const state = fold(ledger.facts.map(({ fact }) => fact));
  const own = state === null ? '' : orderDigest(state);
  return isOtherDigest(run.digest, own) ? 'its run believes something else than the ledger' : null;
}
