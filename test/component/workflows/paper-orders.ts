import { ApplicationFailure } from '@temporalio/activity';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { longPollSetting } from '../../../dev/temporal/dev-server.ts';
import { findTemporalCli } from '../../../dev/temporal/find-cli.ts';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import type {
  CaptureAnswer,
  CloseAnswer,
  CreateAnswer,
  QueryAnswer,
  RefundAnswer,
  RefundQueryAnswer,
} from '../../../domain/order/channel-answer.ts';
import {
  type CallbackInput,
  requestId,
  type RequestInput,
  type TaskAnswer,
} from '../../../domain/facts/input.ts';
import type { RequestAnswer } from '../../../domain/order/order.ts';
import type { OrderHold } from '../../../domain/held/order-hold.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { defaultPolicy } from '../../../domain/order/policy.ts';
import { provesNothing, subjectOf } from '../../../domain/agenda/task-answer.ts';
import { buildOfCode } from '../../../worker/bundle.ts';
import {
  type RowNote,
  callbackSignal,
  type OrderArguments,
  orderWorkflowType,
  requestUpdates,
  type WakeNote,
  wakeSignal,
} from '../../../workflows/messages/messages.ts';
import type { AppendOutcome, AppendRequest } from '../../../domain/decide/append-request.ts';
import type {
  ChannelActivities,
  ChannelCall,
  ChannelReply,
  LedgerActivities,
} from '../../../workflows/messages/order-activities.ts';
import {
  type OrderStart,
  orderStart,
  orderTaskQueue,
} from '../../../workflows/messages/order-start.ts';
import {
  type everySearchAttribute,
  shownOf,
} from '../../../workflows/messages/search-attributes.ts';
import { channelTaskQueue } from '../../../workflows/messages/task-queue.ts';
import { workerIdentity } from '../../../workflows/messages/worker-identity.ts';
import { shortPollS } from '../../kit/short-polls.ts';
import { workflowBundle } from '../../kit/workflow-bundle.ts';
import { quietRuntime } from '../../kit/quiet-runtime.ts';

type OrderWorkflow = (args: OrderArguments) => Promise<unknown>;

type Answers<A> = (call: ChannelCall) => Promise<A>;

/** What a simulated channel answers to each call. */
export type PaperChannel = Readonly<{
  create: Answers<CreateAnswer>;
  query: Answers<QueryAnswer>;
  close: Answers<CloseAnswer>;
  capture: Answers<CaptureAnswer>;
  refund: Answers<RefundAnswer>;
  queryRefund: Answers<RefundQueryAnswer>;
}>;

/** An order whose ledger and channel are simulated by the test. */
export type PaperOrder = {
  readonly key: OrderKey;
  /** What the ledger holds. */
  readonly facts: RecordedFact[];
  /** What was done, in sequence: `append TYPE…`, `refused`, `create`, `query`… */
  readonly log: string[];
  /** Verified callbacks, as the inbox holds them. */
  readonly inbox: CallbackInput[];
  /** Ids of callbacks that appends took up, each once. */
  readonly consumed: string[];
  /** The channel's answers, as the ledger's rows hold them. */
  readonly answers: TaskAnswer[];
  /** Requests that the API stored. */
  readonly requests: RequestInput[];
  /** What is marked as held. */
  holds: readonly OrderHold[];
  /** Called before each append; null lets it through. */
  beforeAppend: (request: AppendRequest) => AppendOutcome | null;
  channel: Partial<PaperChannel>;
  /**
   * What somebody completes an activity with from outside; null: it is completed by its own answer.
   */
  forge: (what: string, call: ChannelCall) => ChannelReply | null;
};

type Running = Readonly<{ stop: () => Promise<void> }>;

/** The engine, a worker of workflow code, and simulated orders. */
export type PaperOrders = Readonly<{
  /** Ends the worker of orders, so that they wait. */
  stopWorker: () => Promise<void>;
  /** Starts a worker of orders. @param code a bundle */
  startWorker: (code: string) => Promise<void>;
  /** Starts one more worker, which ends before the others. @param code a bundle */
  startBeside: (code: string) => Promise<Running>;
  /** The bundle they run. */
  code: string;
  client: TestWorkflowEnvironment['client'];
  place: () => PaperOrder;
  request: (order: PaperOrder, input: RequestInput) => Promise<RequestAnswer>;
  callback: (order: PaperOrder, input: CallbackInput) => Promise<void>;
  wake: (order: PaperOrder) => Promise<void>;
}>;

/** A failure of the ledger that is no refusal of what was decided. */
export function ledgerFails(): never {
  throw ApplicationFailure.nonRetryable('the ledger is away');
}

/** A refusal of the ledger, because a decision of ours would break an invariant. */
export function ledgerRefuses(invariant: string): never {
  throw ApplicationFailure.nonRetryable(`${invariant} would be violated`, 'ledger_violation');
}

/** What starts a run of the order. */
export function startOf({ key }: PaperOrder): OrderStart {
  return { key, amountMinor: 1_999, expiresAtMs: Date.now() + 3_600_000 };
}

function channelOfClick(input: RequestInput): Pick<OrderStart, 'channel'> {
  return input.type === 'pay' ? { channel: input.request.channel } : {};
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
  // A workflow task that the server discards makes its append again, as the ledger's fence expects.
  if (request.expectedSeq !== order.facts.length) {
    order.log.push('conflict');
    return { kind: 'conflict' };
  }
  order.log.push(['append', ...request.facts.map((one) => one.type)].join(' '));
  order.facts.push(...request.facts);
  const fresh = request.consumed.callbacks.filter((id) => !order.consumed.includes(id));
  order.consumed.push(...fresh);
  return { kind: 'appended', seq: order.facts.length, facts: request.facts };
}

function ledgerOf(find: (key: OrderKey) => PaperOrder): LedgerActivities {
  return {
    load: (key) => {
      const { facts, holds } = find(key);
      return Promise.resolve({ facts: [...facts], seq: facts.length, holds });
    },
    mark: (key, { held, gone, again }) => {
      const order = find(key);
      const marked = new Set([...held.map((one) => one.what), ...gone]);
      order.log.push(
        ...held.map((one) => `held ${one.what}`),
        ...gone.map((what) => `taken ${what}`),
      );
      order.holds = [
        ...order.holds
          .filter((one) => !marked.has(one.what))
          .map((one) => (again.includes(one.what) ? { ...one, isDue: false } : one)),
        ...held.map((one) => ({ ...one, isDue: false })),
      ];
      return Promise.resolve(order.holds);
    },
    read: (key, { callbacks, answers: names, requests: asked }) => {
      const { inbox, consumed, answers, requests } = find(key);
      const isPending = ({ id }: CallbackInput): boolean =>
        callbacks.includes(id) && !consumed.includes(id);
      const isNamed = (one: TaskAnswer): boolean =>
        names.some(
          ({ number, askedAtMs }) => subjectOf(one) === number && one.askedAtMs === askedAtMs,
        );
      return Promise.resolve({
        callbacks: inbox.filter(isPending),
        answers: answers.filter(isNamed),
        requests: requests.filter((one) => asked.includes(requestId(one))),
      });
    },
    append: (request) => Promise.resolve().then(() => append(find(request.key), request)),
  };
}

const unpaid = { kind: 'unpaid' } as const;
const offered = { kind: 'offered', channelReference: null, validUntilMs: null } as const;
const processing = { kind: 'processing' } as const;

const calm: PaperChannel = {
  create: () => Promise.resolve(offered),
  query: () => Promise.resolve(unpaid),
  close: () => Promise.resolve({ kind: 'done' }),
  capture: () => Promise.resolve(processing),
  refund: () => Promise.resolve(processing),
  queryRefund: () => Promise.resolve(processing),
};

/** As real activities do, stores an answer that proves something before the run learns of it. */
function channelOf(find: (key: OrderKey) => PaperOrder): ChannelActivities {
  type Ask = (channel: PaperChannel, call: ChannelCall) => Promise<TaskAnswer>;
  const made =
    (what: string, ask: Ask) =>
    async (call: ChannelCall): Promise<ChannelReply> => {
      const order = find(call.key);
      order.log.push(what);
      const forged = order.forge(what, call);
      if (forged !== null) return forged;
      const answer = await ask({ ...calm, ...order.channel }, call);
      const { answer: said } = answer;
      if (provesNothing(said)) return said;
      order.answers.push(answer);
      return { kind: 'stored' };
    };
  const of = ({ number, askedAtMs }: ChannelCall) => ({ number, askedAtMs });
  const ofRefund = ({ number, askedAtMs }: ChannelCall) => ({ refundNumber: number, askedAtMs });
  const close: Ask = async (channel, call) => ({
    ...of(call),
    type: 'close_answered',
    answer: await channel.close(call),
  });
  return {
    create: made('create', async (channel, call) => ({
      ...of(call),
      type: 'created',
      answer: await channel.create(call),
    })),
    query: made('query', async (channel, call) => ({
      ...of(call),
      type: 'queried',
      answer: await channel.query(call),
    })),
    close: made('close', close),
    voidApproval: made('void', close),
    capture: made('capture', async (channel, call) => ({
      ...of(call),
      type: 'captured',
      answer: await channel.capture(call),
    })),
    refund: made('refund', async (channel, call) => ({
      ...ofRefund(call),
      type: 'refunded',
      answer: await channel.refund(call),
    })),
    queryRefund: made('query_refund', async (channel, call) => ({
      ...ofRefund(call),
      type: 'refund_queried',
      answer: await channel.queryRefund(call),
    })),
  };
}

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
 * Starts a dev server and its workers; all end after the test file.
 *
 * @param bundle the orders' workflow code
 * @param attributes those that are registered with the engine
 */
export async function openPaperOrders(
  bundle = workflowBundle(),
  attributes: readonly (typeof everySearchAttribute)[number][] = [],
): Promise<PaperOrders> {
  const shown = shownOf(attributes.map(({ name }) => name));
  const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
  quietRuntime();
  const executable = { type: 'existing-path', path: cli } as const;
  const server = {
    executable,
    searchAttributes: [...attributes],
    extraArgs: ['--dynamic-config-value', longPollSetting(shortPollS)],
  };
  const [env, code] = await Promise.all([TestWorkflowEnvironment.createLocal({ server }), bundle]);
  const orders = new Map<string, PaperOrder>();
  const find = ({ orderId }: OrderKey): PaperOrder => {
    const order = orders.get(orderId);
    if (order === undefined) throw new Error(`no order ${orderId}`);
    return order;
  };
  const { nativeConnection: connection, client } = env;
  const workerOf = async (version: string): Promise<Running> => {
    // It has its own connection, because one connection carries one worker of a queue.
    const own = await NativeConnection.connect({ address: env.address });
    const build = buildOfCode(version);
    const running = run(
      await Worker.create({
        connection: own,
        taskQueue: orderTaskQueue,
        workflowBundle: { code: version },
        identity: workerIdentity({ build, pid: process.pid, host: 'test' }),
        activities: ledgerOf(find),
      }),
    );
    return {
      stop: async () => {
        await running.stop();
        await own.close();
      },
    };
  };
  const channel = run(
    await Worker.create({
      connection,
      taskQueue: channelTaskQueue('paper'),
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
    code,
    stopWorker,
    startWorker: async (version) => {
      worker = await workerOf(version);
    },
    startBeside: workerOf,
    place: () => {
      const key = { merchant: 'shop', orderId: `P-${randomUUID()}` };
      const atMs = Date.now();
      const created: RecordedFact = {
        type: 'order_created',
        key,
        amount: { amountMinor: 1_999, currency: 'CNY' },
        deadlineMs: atMs + 3_600_000,
        policy: defaultPolicy,
        atMs,
      };
      const of = {
        facts: [created],
        log: [],
        inbox: [],
        consumed: [],
        answers: [],
        requests: [],
        holds: [],
        channel: {},
      };
      const order: PaperOrder = { key, ...of, beforeAppend: () => null, forge: () => null };
      orders.set(key.orderId, order);
      return order;
    },
    request: (order, input) => {
      order.requests.push(input);
      const note = { id: requestId(input), version: order.facts.length };
      return client.workflow.executeUpdateWithStart(requestUpdates[input.type], {
        args: [note],
        startWorkflowOperation: new WithStartWorkflowOperation<OrderWorkflow>(
          orderWorkflowType,
          orderStart({ ...startOf(order), ...channelOfClick(input) }, shown),
        ),
      });
    },
    callback: async (order, input) => {
      order.inbox.push(input);
      const note = { id: input.id, version: order.facts.length };
      await client.workflow.signalWithStart<OrderWorkflow, [RowNote]>(orderWorkflowType, {
        ...orderStart(startOf(order), shown),
        signal: callbackSignal,
        signalArgs: [note],
      });
    },
    wake: async (order) => {
      await client.workflow.signalWithStart<OrderWorkflow, [WakeNote]>(orderWorkflowType, {
        ...orderStart(startOf(order), shown),
        signal: wakeSignal,
        signalArgs: [{ version: order.facts.length }],
      });
    },
  };
}
