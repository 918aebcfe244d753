import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Diary } from './diary.ts';

/** An answer that tells what became of the request: neither unknown nor "later". */
export type Answered = Readonly<{ status: number; code: string | null; body: unknown }>;

const tryWithinMs = 15_000;
const againInMs = 150;
const patienceMs = 240_000;

const problem = z.looseObject({ code: z.string().optional(), retryable: z.boolean().optional() });

export const seenOrder = z.object({
  id: z.string(),
  status: z.string(),
  version: z.number(),
  winner: z.string().nullable(),
  attempts: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      status: z.string(),
      role: z.string().nullable(),
      action: z.unknown(),
    }),
  ),
});

export type SeenOrder = z.output<typeof seenOrder>;

const seenAttempt = z.object({ id: z.string() });
const seenRefund = z.object({ id: z.string(), number: z.string(), amount: z.number() });

/** A request that nobody answered for minutes. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

function isUnknown({ status, body }: Readonly<{ status: number; body: unknown }>): boolean {
  if (status >= 500 || status === 429) return true;
  const read = problem.safeParse(body);
  return read.success && read.data.code === 'idempotency_key_in_use';
}

/**
 * A merchant who follows docs/api.md#idempotency: every request is repeated with the same key until
 * it is answered, and what was acknowledged is noted.
 */
export class Merchant {
  readonly #api: string;
  readonly #key: string;
  readonly #diary: Diary;
  readonly counts = { requests: 0, repeats: 0 };

  constructor(api: string, key: string, diary: Diary) {
    this.#api = api;
    this.#key = key;
    this.#diary = diary;
  }

  async #once(method: string, path: string, body: unknown, key: string): Promise<Answered> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(tryWithinMs),
    });
    const text = await response.text();
    const told: unknown = text === '' ? null : JSON.parse(text);
    const read = problem.safeParse(told);
    const code = read.success ? (read.data.code ?? null) : null;
    return { status: response.status, code, body: told };
  }

  /** @throws Unanswered after minutes */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<Answered> {
    const untilMs = Date.now() + patienceMs;
    this.counts.requests += 1;
    for (;;) {
      try {
        const answer = await this.#once(method, path, body, key);
        if (!isUnknown(answer)) return answer;
      } catch {
        // The process that held the connection is dead, stopped or cut off: make the same request
        // again.
      }
      if (Date.now() > untilMs) throw new Unanswered(`${method} ${path} was never answered`);
      this.counts.repeats += 1;
      await delay(againInMs);
    }
  }

  /** @returns false if it was refused */
  async makeOrder(order: Readonly<Record<string, unknown> & { id: string }>): Promise<boolean> {
    const answer = await this.ask('POST', '/v1/orders', order);
    if (answer.status !== 201 && answer.status !== 200) return false;
    const { amount } = z
      .looseObject({ amount: z.object({ value: z.number() }) })
      .parse(answer.body);
    this.#diary.acknowledge(order.id, { what: 'order', amountMinor: amount.value });
    return true;
  }

  /** @returns the attempt's number; null if it was refused */
  async click(order: string, body: object, key: string): Promise<string | null> {
    const answer = await this.ask('POST', `/v1/orders/${order}/attempts`, body, key);
    if (answer.status !== 201 && answer.status !== 200) return null;
    const { id: number } = seenAttempt.parse(answer.body);
    this.#diary.acknowledge(order, { what: 'attempt', key, number });
    return number;
  }

  async refund(order: string, id: string, amountMinor: number, key: string): Promise<void> {
    const body = { id, amount: amountMinor, reason: 'returned' };
    const answer = await this.ask('POST', `/v1/orders/${order}/refunds`, body, key);
    if (answer.status !== 201) return;
    const { number, ...refund } = seenRefund.parse(answer.body);
    const told = { id: refund.id, number, amountMinor: refund.amount };
    this.#diary.acknowledge(order, { what: 'refund', key, ...told });
  }

  /** The order as the API shows it now; with `newerThan`, once it is newer, or a second later. */
  async look(order: string, newerThan?: number): Promise<SeenOrder> {
    const wait = newerThan === undefined ? '' : `?wait=1&version=${newerThan}`;
    const sentAtMs = Date.now();
    const answer = await this.ask('GET', `/v1/orders/${order}${wait}`);
    const seen = seenOrder.parse(answer.body);
    const { status, version, winner } = seen;
    // `ask` may have repeated the request; the try that was answered was sent at most `tryWithinMs`
    // before its answer came.
    const receivedAtMs = Date.now();
    const sentNoEarlierMs = Math.max(sentAtMs, receivedAtMs - tryWithinMs);
    const at = { sentAtMs: sentNoEarlierMs, receivedAtMs };
    this.#diary.see(order, { ...at, by: 'answer', status, version, winner });
    return seen;
  }

  /** Waits until `holds` is true of the order. @returns the order, or null after `withinMs` */
  async until(
    order: string,
    holds: (seen: SeenOrder) => boolean,
    withinMs: number,
  ): Promise<SeenOrder | null> {
    const untilMs = Date.now() + withinMs;
    let seen = await this.look(order);
    while (!holds(seen)) {
      if (Date.now() > untilMs) return null;
      seen = await this.look(order, seen.version);
    }
    return seen;
  }
}
