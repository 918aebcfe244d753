import {
  Client,
  Connection,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { isPassing } from '../../domain/facts/answer-of-fact.ts';
import type { RequestAnswer } from '../../domain/order/order.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import {
  anyRequestUpdate,
  callbackSignal,
  hintSignal,
  type OrderArguments,
  orderWorkflowType,
  requestUpdates,
  type RequestType,
  type RowNote,
} from '../../workflows/messages/messages.ts';
import { discardFailingRun } from '../../workflows/outside/discard-run.ts';
import { type OrderStart, orderStart } from '../../workflows/messages/order-start.ts';
import { orderWorkflowId } from '../../workflows/messages/workflow-id.ts';
import { type Environment, engineSettings } from '../../workflows/outside/engine-settings.ts';
import { type AskSettings, asksShown } from '../../workflows/outside/shown-attributes.ts';
import {
  engineProblem,
  isUnavailable,
  isUnknownUpdate,
  wasDroppedByEngine,
} from './engine-problem.ts';

/**
 * The engine as the API sees it. Every call has a deadline; a call that throws may have been taken.
 */
export type Engine = Readonly<{
  /**
   * Asks the order's workflow, and starts it if need be. If an upgrade left a run that
   * does not replay, that run is ended and the workflow asked once more.
   *
   * @param type of the request, as it is stored
   * @param note names its row: the same id is never decided twice
   * @param onTaken called once the order's run has the request in its history, before it answers
   * @throws ProblemError `engine_unavailable`
   */
  request: (
    order: OrderStart,
    type: RequestType,
    note: RowNote,
    onTaken?: () => void,
  ) => Promise<RequestAnswer>;
  /**
   * Hands a verified callback over, by the id of its row in the inbox.
   *
   * @param isRepeat whether it was handed over before, and its order did not take it
   * @throws ProblemError `engine_unavailable`
   */
  callback: (order: OrderStart, note: RowNote, isRepeat: boolean) => Promise<void>;
  /** Brings a poll forward, if the order has a run. @throws ProblemError `engine_unavailable` */
  hint: (key: OrderKey, channelNumber: string) => Promise<void>;
  isReachable: () => Promise<boolean>;
  close: () => Promise<void>;
}>;

const reachableWithinMs = 500;
const discardWithinMs = 2_000;

type OrderWorkflow = (args: OrderArguments) => Promise<unknown>;

type Asked = Readonly<{ type: RequestType; note: RowNote; onTaken: () => void }>;

/**
 * How often a request that the engine dropped is made, under the same id, before the caller is
 * told.
 */
const mostTries = 5;

async function untilTaken<T>(request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request();
    } catch (cause) {
      if (tries >= mostTries || !wasDroppedByEngine(cause)) throw cause;
    }
  }
}

/**
 * A client of the engine, from the standard `TEMPORAL_*` settings. Connects on
 * first use, so that the API starts and takes orders and callbacks without it.
 *
 * @param settings.env as in `process.env`
 * @param settings.longPollMs how long the engine holds a worker's poll
 * @param settings.deadlineMs for each call
 * @param settings.publicUrl where the API is reached, for links in the engine's pages
 */
export function openEngine(
  settings: Readonly<{
    env: Environment;
    searchAttributes: boolean;
    longPollMs: number;
    deadlineMs: number;
    publicUrl?: string;
  }> &
    Pick<AskSettings, 'onChange'>,
): Engine {
  const { connectionOptions, namespace } = engineSettings(settings.env);
  const connection = Connection.lazy(connectionOptions);
  const client = new Client({ connection, ...(namespace === undefined ? {} : { namespace }) });
  const shown = asksShown(client, { ...settings, isOn: settings.searchAttributes });

  async function call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await client.withDeadline(Date.now() + settings.deadlineMs, work);
    } catch (cause) {
      throw engineProblem(cause);
    }
  }

  // A failure here loses nothing: the call that this should help is made, or its problem is told,
  // all the same.
  async function discard(key: OrderKey): Promise<boolean> {
    try {
      return await client.withDeadline(Date.now() + discardWithinMs, () =>
        discardFailingRun(client, key, settings.longPollMs),
      );
    } catch {
      return false;
    }
  }

  async function send(
    update: (typeof requestUpdates)[RequestType],
    updateId: string,
    order: OrderStart,
    { note, onTaken }: Pick<Asked, 'note' | 'onTaken'>,
  ): Promise<RequestAnswer> {
    const start = orderStart(order, await shown(), settings.publicUrl);
    return untilTaken(async () => {
      const taken = await client.workflow.startUpdateWithStart(update, {
        updateId,
        args: [note],
        // The answer may wait for a channel; how soon the run takes it tells how the engine is.
        waitForStage: 'ACCEPTED',
        startWorkflowOperation: new WithStartWorkflowOperation<OrderWorkflow>(
          orderWorkflowType,
          start,
        ),
      });
      onTaken();
      return taken.result();
    });
  }

  function askUnder(updateId: string, order: OrderStart, asked: Asked) {
    return call(async () => {
      try {
        return await send(requestUpdates[asked.type], updateId, order, asked);
      } catch (cause) {
        // A worker of the release before the named updates. Nothing was done, so the same request
        // is made in the old form, under the same id.
        if (!isUnknownUpdate(cause)) throw cause;
        return await send(anyRequestUpdate, updateId, order, asked);
      }
    });
  }

  async function ask(order: OrderStart, asked: Asked): Promise<RequestAnswer> {
    const { id } = asked.note;
    const answer = await askUnder(id, order, asked);
    // While the run lives the engine keeps an answer under its update id, even an answer that was
    // true only for a while. So after that while the request is made under a new update id. Its own
    // id, which the rules look at, stays the same.
    if (!isPassing(answer) || Date.now() < answer.untilMs) return answer;
    return askUnder(`${id}:${randomUUID()}`, order, asked);
  }

  return {
    request: async (order, type, note, onTaken = () => undefined) => {
      const asked = { type, note, onTaken };
      try {
        return await ask(order, asked);
      } catch (problem) {
        if (!isUnavailable(problem) || !(await discard(order.key))) throw problem;
        return ask(order, asked);
      }
    },
    callback: async (order, note, isRepeat) => {
      if (isRepeat) await discard(order.key);
      await call(async () =>
        client.workflow.signalWithStart<OrderWorkflow, [RowNote]>(orderWorkflowType, {
          ...orderStart(order, await shown(), settings.publicUrl),
          signal: callbackSignal,
          signalArgs: [note],
        }),
      );
    },
    hint: (key, channelNumber) =>
      call(async () => {
        try {
          const order = client.workflow.getHandle(orderWorkflowId(key));
          await order.signal(hintSignal, { channelNumber });
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),
    isReachable: async () => {
      try {
        await client.withDeadline(Date.now() + reachableWithinMs, () =>
          connection.workflowService.getSystemInfo({}),
        );
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}
