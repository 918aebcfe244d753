import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Addresses } from '../kit/addresses.ts';

const patienceMs = 60_000;
const lookAgainMs = 100;

/** The engine as its own console sees it: what a person may do to an order's workflow there. */
export class EngineConsole {
  readonly client: Client;
  readonly #connection: Connection;
  readonly #merchant: string;

  constructor(connection: Connection, merchant: string) {
    this.#connection = connection;
    this.#merchant = merchant;
    this.client = new Client({ connection });
  }

  static async open({ temporal, merchant = 'demo' }: Addresses): Promise<EngineConsole> {
    return new EngineConsole(await Connection.connect({ address: temporal }), merchant);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** The newest run of an order of our merchant, or the one named. */
  workflow(order: string, runId?: string): WorkflowHandle {
    return this.client.workflow.getHandle(`order/${this.#merchant}/${order}`, runId);
  }

  /** Resolves when the newest run has completed. @throws when it ended otherwise */
  async ended(order: string): Promise<void> {
    await this.client.withDeadline(Date.now() + patienceMs, () => this.workflow(order).result());
  }

  /**
   * Completes the activity of that type that an order's run waits for, like `temporal activity
   * complete`.
   */
  async completeActivity(order: string, type: string, result: unknown): Promise<void> {
    const workflow = this.workflow(order);
    const untilMs = Date.now() + patienceMs;
    for (;;) {
      const { pendingActivities } = (await workflow.describe()).raw;
      const found = (pendingActivities ?? []).find((one) => one.activityType?.name === type);
      if (found?.activityId) {
        const of = { workflowId: workflow.workflowId, activityId: found.activityId };
        await this.client.activity.complete(of, result);
        return;
      }
      if (Date.now() > untilMs) throw new Error(`the run of ${order} waits for no ${type}`);
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }

  async standing(order: string): Promise<Readonly<{ runId: string; status: string }>> {
    const { runId, status } = await this.workflow(order).describe();
    return { runId, status: status.name };
  }

  /** Ids of our merchant's orders that a query of the engine's list finds. */
  async listed(query: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const ours = `order/${this.#merchant}/`;
    for await (const { workflowId } of this.client.workflow.list({ query })) {
      if (workflowId.startsWith(ours)) found.add(workflowId.slice(ours.length));
    }
    return found;
  }

  /** Waits until the list has the order: the list is written a moment after the workflow. */
  async untilListed(query: string, order: string): Promise<void> {
    const untilMs = Date.now() + patienceMs;
    while (!(await this.listed(query)).has(order)) {
      if (Date.now() > untilMs) throw new Error(`the engine's list has no ${order} in ${query}`);
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }
}
