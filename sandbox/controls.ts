import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { ControlError } from './engine/control-error.ts';
import { faultRequestSchema } from './engine/faults.ts';
import type { FaultRequest } from './engine/faults.ts';
import type { PaymentName, SandboxContext, SimulatedChannel } from './engine/simulated-channel.ts';

/** What the controls of the sandbox act on. */
export type ControlsContext = Pick<SandboxContext, 'clock' | 'faults' | 'money' | 'requests'> &
  Readonly<{
    channels: ReadonlyMap<string, SimulatedChannel>;
    /** Writes credentials.json anew, after keys changed. */
    publishCredentials: () => void;
  }>;

const paymentSchema = z.strictObject({
  channel: z.string(),
  number: z.string().min(1),
  account: z.string().optional(),
});
const shopperSchema = paymentSchema.extend({
  url: z.string().min(1).optional(),
  order_string: z.string().min(1).optional(),
});
const moneyBackSchema = paymentSchema.extend({ amount: z.int().min(1).optional() });
const clockSchema = z.strictObject({ ahead_ms: z.int().min(-86_400_000).max(86_400_000) });
const rotateSchema = z.strictObject({ channel: z.string() });
const wantedRequestsSchema = z.object({
  channel: z.string().optional(),
  operation: z.string().optional(),
  number: z.string().optional(),
});

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
  throw new ControlError(400, `Not understood. ${words.join('; ')}`);
}

function channelNamed(context: ControlsContext, name: string): SimulatedChannel {
  const channel = context.channels.get(name);
  if (channel !== undefined) return channel;
  const known = [...context.channels.keys()].join(', ');
  throw new ControlError(400, `The sandbox has no channel "${name}"; it has: ${known}`);
}

function refuseSenselessFault(channel: SimulatedChannel, fault: FaultRequest): void {
  const kinds = channel.faultTable[fault.operation];
  if (kinds === undefined) {
    throw new ControlError(400, `${channel.name} has no operation "${fault.operation}"`);
  }
  if (!kinds.includes(fault.kind)) {
    throw new ControlError(
      400,
      `"${fault.kind}" means nothing for ${fault.operation} of ${channel.name}; ` +
        `what does: ${kinds.join(', ')}`,
    );
  }
  if (fault.kind === 'refuse' && !channel.refusals.includes(fault.code ?? '')) {
    const known = channel.refusals.join(', ');
    throw new ControlError(400, `"refuse" needs a code by which ${channel.name} refuses: ${known}`);
  }
  if (fault.kind !== 'refuse' && fault.code !== undefined) {
    throw new ControlError(400, `"${fault.kind}" takes no code`);
  }
}

function addShopperControls(router: Router, context: ControlsContext): void {
  for (const action of ['pay', 'scan', 'approve', 'decline'] as const) {
    router.post(`/${action}`, (request: Request, response: Response) => {
      const { channel, ...name } = read(shopperSchema, request.body);
      response.json(channelNamed(context, channel)[action](name));
    });
  }
  router.post('/finish', (request, response) => {
    const { channel, ...name } = read(paymentSchema, request.body);
    const { finish } = channelNamed(context, channel);
    if (finish === undefined) throw new ControlError(409, `${channel} finishes no payment`);
    response.json(finish(name));
  });
  router.post('/console_refund', (request, response) => {
    const { channel, amount, ...name } = read(moneyBackSchema, request.body);
    response.json(channelNamed(context, channel).consoleRefund(name satisfies PaymentName, amount));
  });
  router.post('/dispute', (request, response) => {
    const { channel, amount, ...name } = read(moneyBackSchema, request.body);
    response.json(channelNamed(context, channel).dispute(name satisfies PaymentName, amount));
  });
}

function addFaultControls(router: Router, context: ControlsContext): void {
  router.post('/faults', (request, response) => {
    const fault = read(faultRequestSchema, request.body);
    refuseSenselessFault(channelNamed(context, fault.channel), fault);
    response.status(201).json(context.faults.set(fault));
  });
  router.get('/faults', (_request, response) => {
    response.json({ faults: context.faults.list() });
  });
  router.delete('/faults', (_request, response) => {
    context.faults.clear();
    response.status(204).end();
  });
}

/** What programs may do to the sandbox, under /_sandbox; see sandbox/README.md#controls. */
export function createControls(context: ControlsContext): Router {
  const router = express.Router();
  router.use(express.json());
  addShopperControls(router, context);
  addFaultControls(router, context);
  router.post('/rotate_platform_key', async (request, response) => {
    const { channel } = read(rotateSchema, request.body);
    const answer = await channelNamed(context, channel).rotatePlatformKey();
    context.publishCredentials();
    response.json(answer);
  });
  router.post('/clock', (request, response) => {
    context.clock.putAhead(read(clockSchema, request.body).ahead_ms);
    response.status(204).end();
  });
  router.get('/money', (request, response) => {
    const { order } = read(z.object({ order: z.string().optional() }), request.query);
    response.json(context.money.report(order));
  });
  router.get('/requests', (request, response) => {
    const found = context.requests.find(read(wantedRequestsSchema, request.query));
    const counts = new Map<string, number>();
    for (const { operation } of found) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    response.json({ total: found.length, counts: Object.fromEntries(counts) });
  });
  return router;
}
