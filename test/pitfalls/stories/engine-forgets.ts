import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { eventually, h5, isPaid, untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

/** The engine deletes some time after it was asked: its queues write their progress every half minute. */
const deletedWithinMs = 100_000;

/** An order paid by its second code, whose first can be paid all the same. */
async function paidButPayable({ shop, street }: Stage): Promise<string> {
  const id = await shop.order();
  const first = String((await shop.pay(id)).body.id);
  await street.fault('close', 'payable_after_close', first);
  const second = await shop.pay(id, { ...h5, key: id });
  await street.pay(String(second.body.id));
  await shop.until(id, isPaid);
  return id;
}

/** Asks for what the end of a namespace's retention does: the closed workflow goes, its id is free. */
async function deleteWorkflow({ engine }: Stage, order: string): Promise<void> {
  await engine.ended(order);
  const { workflowId, runId } = await engine.workflow(order).describe();
  await engine.client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
  });
}

async function isForgotten({ engine }: Stage, order: string): Promise<boolean> {
  try {
    await engine.standing(order);
    return false;
  } catch (error) {
    if (/not found/i.test(String(error))) return true;
    throw error;
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
    await deleteWorkflow(stage, id);
    return id;
  },
  play: async (stage, id) => {
    const { shop, street } = stage;
    await eventually('the workflow deleted', () => isForgotten(stage, id), deletedWithinMs);
    const [first, second] = (await shop.get(id)).attempts;

    const again = await shop.pay(id, { ...h5, key: id });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toMatchObject({ id: second.id, role: 'winner' });
    const fresh = await shop.pay(id);
    expect([fresh.status, fresh.body.code]).toEqual([409, 'order_already_paid']);
    expect(await isForgotten(stage, id)).toBe(true);

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
