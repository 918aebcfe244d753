import { ApplicationFailure } from '@temporalio/activity';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { findTemporalCli } from '../../dev/temporal/find-cli.ts';
import type { RecordedFact } from '../../domain/fact.ts';
import type { CallbackInput, RequestInput } from '../../domain/input.ts';
import type { RequestAnswer } from '../../domain/order.ts';
import type { OrderKey } from '../../domain/order-key.ts';
import { defaultPolicy } from '../../domain/policy.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import {
  type CallbackNote,
  callbackSignal,
  type OrderArguments,
  orderWorkflowType,
  requestUpdate,
  type WakeNote,
  wakeSignal,
} from '../../workflows/messages.ts';
import type {
  AppendOutcome,
  AppendRequest,
  ChannelActivities,
  LedgerActivities,
} from '../../workflows/order-activities.ts';
import { orderStart, orderTaskQueue } from '../../workflows/order-start.ts';
import { channelTaskQueue } from '../../workflows/task-queue.ts';

type OrderWorkflow = (args: OrderArguments) => Promise<void>;

/** An order whose ledger and channel are the test's own. */
export type PaperOrder = {
  readonly key: OrderKey;
  /** What the ledger holds. */
  readonly facts: RecordedFact[];
  /** What was done, in its order: `append TYPE…`, `refused`, `create`, `query`… */
  readonly log: string[];
  /** Verified callbacks, as the inbox holds them. */
  readonly inbox: CallbackInput[];
  /** Callbacks that appends took up, each once. */
  readonly consumed: string[];
  /** Stands before each append; null lets it in. */
  beforeAppend: (request: AppendRequest) => AppendOutcome | null;
  channel: Partial<ChannelActivities>;
};

/** The engine, a worker of workflow code, and orders on paper. */
export type PaperOrders = Readonly<{
  /** Ends the worker of orders; they wait. */
  stopWorker: () => Promise<void>;
  /** Starts a worker of orders. @param code a bundle */
  startWorker: (code: string) => Promise<void>;
  client: TestWorkflowEnvironment['client'];
  place: () => PaperOrder;
  request: (order: PaperOrder, input: RequestInput) => Promise<RequestAnswer>;
  callback: (order: PaperOrder, input: CallbackInput) => Promise<void>;
  wake: (order: PaperOrder) => Promise<void>;
}>;

/** What a ledger says that refuses for a reason of its own. */
export function ledgerFails(): never {
  throw ApplicationFailure.nonRetryable('the ledger is away');
}

/** What a ledger says that a decision of ours would break. */
export function ledgerRefuses(invariant: string): never {
  throw ApplicationFailure.nonRetryable(`${invariant} would be violated`, 'ledger_violation');
}

function startOf(order: PaperOrder) {
  return orderStart({ key: order.key, amountMinor: 1_999 }, false);
}

function append(order: PaperOrder, request: AppendRequest): AppendOutcome {
  let said: AppendOutcome | null;
  try {
    said = order.beforeAppend(request);
  } catch (error) {
    order.log.push('refused');
    throw error;
  }
  if (said !== null) {
    order.log.push(said.kind);
    return said;
  }
  // A workflow task that the server takes back makes its append again, as the ledger's fence knows.
  if (request.expectedSeq !== order.facts.length) {
    order.log.push('conflict');
    return { kind: 'conflict' };
  }
  order.log.push(['append', ...request.facts.map((one) => one.type)].join(' '));
  order.facts.push(...request.facts);
  const fresh = request.consumedCallbacks.filter((id) => !order.consumed.includes(id));
  order.consumed.push(...fresh);
  return { kind: 'appended', seq: order.facts.length, facts: request.facts };
}

function ledgerOf(find: (key: OrderKey) => PaperOrder): LedgerActivities {
  return {
    load: (key) => {
      const { facts } = find(key);
      return Promise.resolve({ facts: [...facts], seq: facts.length });
    },
    readCallbacks: (key, ids) => {
      const { inbox, consumed } = find(key);
      const isPending = ({ id }: CallbackInput): boolean =>
        ids.includes(id) && !consumed.includes(id);
      return Promise.resolve(inbox.filter(isPending));
    },
    append: (request) => Promise.resolve().then(() => append(find(request.key), request)),
  };
}

const unpaid = { kind: 'unpaid' } as const;
const offered = { kind: 'offered', channelReference: null, validUntilMs: null } as const;
const processing = { kind: 'processing' } as const;

function channelOf(find: (key: OrderKey) => PaperOrder): ChannelActivities {
  const calm: ChannelActivities = {
    create: () => Promise.resolve(offered),
    query: () => Promise.resolve(unpaid),
    close: () => Promise.resolve({ kind: 'done' }),
    voidApproval: () => Promise.resolve({ kind: 'done' }),
    capture: () => Promise.resolve(processing),
    refund: () => Promise.resolve(processing),
    queryRefund: () => Promise.resolve(processing),
  };
  const at = (key: OrderKey, what: string): ChannelActivities => {
    const order = find(key);
    order.log.push(what);
    return { ...calm, ...order.channel };
  };
  return {
    create: (call) => at(call.key, 'create').create(call),
    query: (call) => at(call.key, 'query').query(call),
    close: (call) => at(call.key, 'close').close(call),
    voidApproval: (call) => at(call.key, 'void').voidApproval(call),
    capture: (call) => at(call.key, 'capture').capture(call),
    refund: (call) => at(call.payment.key, 'refund').refund(call),
    queryRefund: (call) => at(call.payment.key, 'query_refund').queryRefund(call),
  };
}

type Running = Readonly<{ stop: () => Promise<void> }>;

function run(worker: Worker): Running {
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
    },
  };
}

/**
 * Starts a dev server and workers of it; all end after the test file.
 *
 * @param bundle the orders' workflow code
 */
export async function openPaperOrders(bundle = bundleWorkflows()): Promise<PaperOrders> {
  const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = { executable: { type: 'existing-path', path: cli } } as const;
  const [env, code] = await Promise.all([TestWorkflowEnvironment.createLocal({ server }), bundle]);
  const orders = new Map<string, PaperOrder>();
  const find = ({ orderId }: OrderKey): PaperOrder => {
    const order = orders.get(orderId);
    if (order === undefined) throw new Error(`no order ${orderId}`);
    return order;
  };
  const { nativeConnection: connection, client } = env;
  const workerOf = async (version: string): Promise<Running> =>
    run(
      await Worker.create({
        ...{ connection, taskQueue: orderTaskQueue, workflowBundle: { code: version } },
        activities: ledgerOf(find),
      }),
    );
  const channel = run(
    await Worker.create({
      ...{ connection, taskQueue: channelTaskQueue('paper') },
      activities: channelOf(find),
    }),
  );
  let worker: Running | null = await workerOf(code);
  const stopWorker = async (): Promise<void> => {
    const ending = worker;
    worker = null;
    await ending?.stop();
  };
  afterAll(async () => {
    await stopWorker();
    await channel.stop();
    await env.teardown();
  });
  return {
    client,
    stopWorker,
    startWorker: async (version) => {
      worker = await workerOf(version);
    },
    place: () => {
      const key = { merchant: 'shop', orderId: `P-${randomUUID()}` };
      const atMs = Date.now();
      const created: RecordedFact = {
        ...{ type: 'order_created', key, amount: { amountMinor: 1_999, currency: 'CNY' } },
        ...{ deadlineMs: atMs + 3_600_000, policy: defaultPolicy, atMs },
      };
      const of = { facts: [created], log: [], inbox: [], consumed: [], channel: {} };
      const order: PaperOrder = { key, ...of, beforeAppend: () => null };
      orders.set(key.orderId, order);
      return order;
    },
    request: (order, input) =>
      client.workflow.executeUpdateWithStart(requestUpdate, {
        args: [input],
        startWorkflowOperation: new WithStartWorkflowOperation<OrderWorkflow>(
          orderWorkflowType,
          startOf(order),
        ),
      }),
    callback: async (order, input) => {
      order.inbox.push(input);
      const note = { id: input.id, version: order.facts.length };
      await client.workflow.signalWithStart<OrderWorkflow, [CallbackNote]>(orderWorkflowType, {
        ...startOf(order),
        ...{ signal: callbackSignal, signalArgs: [note] },
      });
    },
    wake: async (order) => {
      await client.workflow.signalWithStart<OrderWorkflow, [WakeNote]>(orderWorkflowType, {
        ...startOf(order),
        ...{ signal: wakeSignal, signalArgs: [{ version: order.facts.length }] },
      });
    },
  };
}
