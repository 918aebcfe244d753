import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What the sandbox wrote into its journal: the channels' side of the story. It is read from the
 * file, which survives a kill of the sandbox.
 */
export type SandboxJournal = Readonly<{
  /**
   * Correctly signed callbacks that we acknowledged, with the channel's own ids of their events.
   */
  acknowledged: readonly AcknowledgedCallback[];
  /** When the channel first knew of a payment, ms; by `channel number`. */
  knownSinceMs: ReadonlyMap<string, number>;
  /** When a channel took a refund, ms; by refund number. */
  refundSinceMs: ReadonlyMap<string, number>;
  /** Moves of money, in sequence. */
  moves: readonly MoneyMove[];
  /** What a channel has planned and not done yet: callbacks, ends of refunds, settlements. */
  underWay: readonly string[];
  /** Faults that struck, as `channel operation kind`. */
  struck: readonly string[];
}>;

export type AcknowledgedCallback = Readonly<{ channel: string; eventId: string; number: string }>;

export type MoneyMove = Readonly<{
  kind: 'payment_known' | 'charged' | 'refunded' | 'refund_returned' | 'reversed';
  channel: string;
  number: string;
  order: string;
  amount: number;
  atMs: number;
}>;

const entry = z.looseObject({ area: z.string() });
const lines = z.array(entry);
const move = z.object({
  area: z.literal('money'),
  kind: z.enum(['payment_known', 'charged', 'refunded', 'refund_returned', 'reversed']),
  channel: z.string(),
  number: z.string(),
  order: z.string(),
  amount: z.number(),
  atMs: z.number(),
});
const planned = z.object({
  area: z.literal('later'),
  kind: z.literal('planned'),
  id: z.string(),
  channel: z.string(),
  task: z.looseObject({
    kind: z.string(),
    number: z.string().optional(),
    id: z.string().optional(),
    notifyId: z.string().optional(),
    signing: z.string().optional(),
    triesMade: z.number().optional(),
  }),
});
const done = z.object({ area: z.literal('later'), kind: z.literal('done'), id: z.string() });
const faultSet = z.object({
  area: z.literal('faults'),
  event: z.literal('set'),
  id: z.string(),
  channel: z.string(),
  operation: z.string(),
  kind: z.string(),
});
const faultUsed = z.object({
  area: z.literal('faults'),
  event: z.literal('used'),
  id: z.string(),
});
const wechatRefund = z.object({
  area: z.literal('wechat'),
  kind: z.literal('refund_created'),
  refund: z.object({ refundNumber: z.string(), createdAtMs: z.number() }),
});
const alipayRefund = z.object({
  area: z.literal('alipay'),
  kind: z.literal('refund_begun'),
  refund: z.object({ requestNo: z.string(), createdAtMs: z.number(), by: z.string() }),
});

type Planned = z.output<typeof planned>;
type Line = z.output<typeof lines>;

function readLines(path: string): Line[] {
  const text = readFileSync(path, 'utf8');
  // The last line may still be half written.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line) => lines.parse(JSON.parse(line)));
}

/** After this many tries a callback is given up; in a run here it never comes to that. */
const mostTries = 10;

/**
 * The acknowledgement that a line records; null: none, as when the line also plans the next try.
 */
function acknowledgement(line: Line, task: Planned): AcknowledgedCallback | null {
  const { kind, signing, number = '', id, notifyId, triesMade = 0 } = task.task;
  const eventId = task.channel === 'wechat' ? id : notifyId;
  if (kind !== 'callback' || signing !== 'right' || eventId === undefined) return null;
  const isTriedAgain = line.some((one) => {
    const next = planned.safeParse(one);
    return next.success && next.data.task.triesMade === triesMade + 1;
  });
  if (isTriedAgain || triesMade >= mostTries) return null;
  return { channel: task.channel, eventId, number };
}

/** @param dataFolder of the running product */
export function readSandboxJournal(dataFolder: string): SandboxJournal {
  const open = new Map<string, Planned>();
  const armed = new Map<string, string>();
  const acknowledged: AcknowledgedCallback[] = [];
  const knownSinceMs = new Map<string, number>();
  const refundSinceMs = new Map<string, number>();
  const moves: MoneyMove[] = [];
  const struck: string[] = [];

  function read(line: Line, one: z.output<typeof entry>): void {
    const money = move.safeParse(one);
    if (money.success) {
      moves.push(money.data);
      const name = `${money.data.channel} ${money.data.number}`;
      if (!knownSinceMs.has(name)) knownSinceMs.set(name, money.data.atMs);
    }
    const plan = planned.safeParse(one);
    if (plan.success) open.set(plan.data.id, plan.data);
    const end = done.safeParse(one);
    if (end.success) {
      const task = open.get(end.data.id);
      open.delete(end.data.id);
      const heard = task === undefined ? null : acknowledgement(line, task);
      if (heard !== null) acknowledged.push(heard);
    }
    const set = faultSet.safeParse(one);
    if (set.success) {
      armed.set(set.data.id, `${set.data.channel} ${set.data.operation} ${set.data.kind}`);
    }
    const used = faultUsed.safeParse(one);
    if (used.success) struck.push(armed.get(used.data.id) ?? 'unknown');
    const byWechat = wechatRefund.safeParse(one);
    if (byWechat.success) {
      refundSinceMs.set(byWechat.data.refund.refundNumber, byWechat.data.refund.createdAtMs);
    }
    const byAlipay = alipayRefund.safeParse(one);
    if (byAlipay.success && !refundSinceMs.has(byAlipay.data.refund.requestNo)) {
      refundSinceMs.set(byAlipay.data.refund.requestNo, byAlipay.data.refund.createdAtMs);
    }
  }

  for (const line of readLines(join(dataFolder, 'sandbox', 'journal.jsonl'))) {
    for (const one of line) read(line, one);
  }
  const underWay = [...open.values()]
    .filter(({ task }) => task.kind !== 'expire')
    .map(({ channel, task }) => `${channel} ${task.kind} ${task.number ?? ''}`.trim());
  return { acknowledged, knownSinceMs, refundSinceMs, moves, underWay, struck };
}
