import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { h5, isPaid, untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

const deletedWithinMs = 100_000;
const askAgainMs = 3_000;

/** An order paid by its second code, whose first code can still be paid. */
async function paidButPayable({ shop, street }: Stage): Promise<string> {
  const id = await shop.order();
  const first = String((await shop.pay(id)).body.id);
  await street.fault('close', 'payable_after_close', first);
  const second = await shop.pay(id, { ...h5, key: id });
  await street.pay(String(second.body.id));
  await shop.until(id, isPaid);
  return id;
}

type Run = Readonly<{ workflowId: string; runId: string; status: string }>;

function isNotFound(error: unknown): boolean {
  return /not found/i.test(String(error));
}

/** The newest run the engine knows; null once it has forgotten the order. */
async function remembered({ engine }: Stage, order: string): Promise<Run | null> {
  try {
    const { workflowId, runId, status } = await engine.workflow(order).describe();
    return { workflowId, runId, status: status.name };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/**
 * Asks for what the end of a namespace's retention does: the closed workflow is deleted, its id is
 * free.
 */
async function askToDelete({ engine }: Stage, { workflowId, runId }: Run): Promise<void> {
  const workflowExecution = { workflowId, runId };
  const request = { namespace: 'default', workflowExecution };
  try {
    await engine.client.workflowService.deleteWorkflowExecution(request);
  } catch (error) {
    // It was deleted since it was looked up.
    if (!isNotFound(error)) throw error;
  }
}

/**
 * The engine deletes a workflow only after its queues have stored that it ended, which they do
 * every half minute. It looks again ever more rarely, so it is asked again here.
 */
async function untilForgotten(stage: Stage, order: string): Promise<void> {
  const untilMs = Date.now() + deletedWithinMs;
  let run = await remembered(stage, order);
  const first = run?.runId;
  while (run !== null) {
    expect(run).toMatchObject({ runId: first, status: 'COMPLETED' });
    if (Date.now() > untilMs) throw new Error(`the engine still has ${JSON.stringify(run)}`);
    await askToDelete(stage, run);
    await setTimeout(askAgainMs);
    run = await remembered(stage, order);
  }
}

export const engineForgets: Story = {
  pitfall: "The engine's memory of ids ends with its retention",
  sources: [
    {
      name: 'temporalio/temporal issue #487',
      url: 'https://github.com/temporalio/temporal/issues/487',
    },
  ],
  there:
    'A workflow id is unique only as long as the closed workflow is retained; after that the same id starts a second workflow as if nothing had happened.',
  here: 'The ledger remembers, the engine does not have to: with the workflow deleted a click is still refused, the old key still brings the old attempt, and a late second payment is refunded once.',
  test: 'one-charge: with its workflow forgotten by the engine a paid order is not paid again',
  begin: async (stage) => {
    const id = await paidButPayable(stage);
    await stage.engine.ended(id);
    const run = await remembered(stage, id);
    if (run !== null) await askToDelete(stage, run);
    return id;
  },
  play: async (stage, id) => {
    const { shop, street } = stage;
    await untilForgotten(stage, id);
    const [first, second] = (await shop.get(id)).attempts;

    const again = await shop.pay(id, { ...h5, key: id });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toMatchObject({ id: second.id, role: 'winner' });
    const fresh = await shop.pay(id);
    expect([fresh.status, fresh.body.code]).toEqual([409, 'order_already_paid']);
    expect(await remembered(stage, id)).toBeNull();

    await street.pay(first.id);
    const order = await untilDuplicateWentBack(stage, id);
    expect(order.winner).toBe(second.id);
    expect(order.attempts).toHaveLength(2);
    for (const { id: number } of order.attempts) {
      expect(await street.requests('create', number)).toBe(1);
    }
    expect(await street.requests('refund', `${first.id}R1`)).toBe(1);
  },
};
