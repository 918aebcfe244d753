import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Addresses } from '../../test/kit/addresses.ts';
import { type Answer, call } from './http.ts';

/** How far a shopper came with one order. */
export type Bought = Readonly<{
  order: string;
  /**
   * `asked`: the money was sent; whether the order was paid by it is told by its events. `refused`:
   * nothing was done, and the answer said so. `unknown`: no answer, or one that means unknown.
   */
  end: 'asked' | 'refused' | 'unknown';
  /** Where it ended: at the order or at the click; the problem's code, or the status. */
  at: 'order' | 'click' | 'pay';
  code: string;
  /** Of the call it ended with, ms. */
  tookMs: number;
}>;

const problem = z.object({ code: z.string() });
const attempt = z.object({ id: z.string() });
/** Codes that say that nothing was done. */
const refusals: ReadonlySet<string> = new Set(['overloaded', 'rate_limited']);
/** Longer than the deadline of 10 s after which the API answers. */
const patienceMs = 15_000;
const json = { 'content-type': 'application/json' };

function parsed<T>(form: z.ZodType<T>, text: string): T | null {
  try {
    return form.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function notDone(order: string, at: Bought['at'], answer: Answer): Bought {
  const code = parsed(problem, answer.text)?.code ?? `status ${answer.status}`;
  const end = refusals.has(code) ? 'refused' : 'unknown';
  return { order, end, at, code, tookMs: answer.tookMs };
}

/** A shopper who buys once and does not come back: makes an order, clicks, and pays the code. */
export async function buy(addresses: Addresses): Promise<Bought> {
  const order = `B-${randomUUID()}`;
  const merchant = { ...json, authorization: `Bearer ${addresses.api_key}` };
  const post = (url: string, body: unknown, headers: Readonly<Record<string, string>>) =>
    call({ method: 'POST', url, headers, body: JSON.stringify(body), patienceMs });
  const made = await post(
    `${addresses.api}/v1/orders`,
    {
      id: order,
      amount: { currency: 'CNY', value: 1999 },
      description: 'Two tickets',
      expires_in: 900,
    },
    merchant,
  );
  if (made.status !== 201) return notDone(order, 'order', made);
  const clicked = await post(
    `${addresses.api}/v1/orders/${order}/attempts`,
    { channel: 'wechat', method: 'qr' },
    { ...merchant, 'idempotency-key': randomUUID() },
  );
  const number = clicked.status === 201 ? parsed(attempt, clicked.text)?.id : undefined;
  if (number === undefined) return notDone(order, 'click', clicked);
  const paid = await post(`${addresses.sandbox}/_sandbox/pay`, { channel: 'wechat', number }, json);
  if (paid.status !== 200) return notDone(order, 'pay', paid);
  return { order, end: 'asked', at: 'pay', code: '', tookMs: clicked.tookMs };
}
