import { randomUUID } from 'node:crypto';
import type { Addresses } from './addresses.ts';

/** An answer of the API, not checked by a schema: tests look at what they need. */
export type Answer = Readonly<{ status: number; body: Json; headers: Headers }>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the contract is checked by the assertions that read it
export type Json = any;

export type PaySettings = Readonly<{
  channel?: string;
  method?: string;
  key?: string;
  shopper?: Readonly<Record<string, string>>;
}>;

const patienceMs = 60_000;

/** A shop that uses the API by its contract, and knows nothing of our code. */
export class Shop {
  readonly #addresses: Addresses;
  readonly #key: string;

  constructor(addresses: Addresses, key: string = addresses.api_key) {
    this.#addresses = addresses;
    this.#key = key;
  }

  /**
   * Makes a call, and makes it again as long as it is refused as `overloaded`: then nothing was
   * done, and on a busy machine it may be so at any time.
   */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const untilMs = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.#callOnce(method, path, body, headers);
      if (answer.body?.code !== 'overloaded' || Date.now() > untilMs) return answer;
      const seconds = Number(answer.headers.get('retry-after'));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }

  async #callOnce(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const response = await fetch(`${this.#addresses.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  /** Makes an order of 19.99 yuan unless told otherwise. @returns its id */
  async order(terms: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `A-${randomUUID()}`;
    const answer = await this.call('POST', '/v1/orders', {
      id,
      amount: { currency: 'CNY', value: 1999 },
      description: 'Two tickets',
      expires_in: 900,
      ...terms,
    });
    if (answer.status !== 201) throw new Error(`no order: ${JSON.stringify(answer.body)}`);
    return String(answer.body.id);
  }

  async pay(id: string, settings: PaySettings = {}): Promise<Answer> {
    return await this.call(
      'POST',
      `/v1/orders/${id}/attempts`,
      {
        channel: settings.channel ?? 'wechat',
        method: settings.method ?? 'qr',
        ...(settings.shopper === undefined ? {} : { shopper: settings.shopper }),
      },
      { 'idempotency-key': settings.key ?? randomUUID() },
    );
  }

  async refund(id: string, value: number, key: string = randomUUID()): Promise<Answer> {
    const body = { id: `R-${key}`, amount: value, reason: 'returned' };
    return await this.call('POST', `/v1/orders/${id}/refunds`, body, { 'idempotency-key': key });
  }

  async get(id: string): Promise<Json> {
    return (await this.call('GET', `/v1/orders/${id}`)).body;
  }

  /** An operator's view of all that happened to an order: `data`, `story` and `next`. */
  async story(id: string): Promise<Json> {
    const { merchant = 'demo' } = this.#addresses;
    const answer = await this.call('GET', `/v1/orders/${id}/timeline?merchant=${merchant}`);
    if (answer.status !== 200) throw new Error(`no timeline: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** An operator's view of an order's facts, oldest first. */
  async timeline(id: string): Promise<readonly Json[]> {
    return (await this.story(id)).data;
  }

  /** Types of an order's facts, oldest first. */
  async factTypes(id: string): Promise<string[]> {
    return (await this.timeline(id)).map((one) => String(one.type));
  }

  /** Sets the operator's switch and budgets for refunds; no caps. */
  async putControls(
    isAutomatic: boolean,
    budgets: readonly Readonly<{ merchant: string; currency: string; amount: number }>[] = [],
  ): Promise<void> {
    const answer = await this.call('PUT', '/v1/controls', {
      automatic_refunds: isAutomatic,
      refund_caps: {},
      daily_budgets: budgets,
      reason: 'a test',
    });
    if (answer.status !== 200) throw new Error(`controls: ${JSON.stringify(answer.body)}`);
  }

  /**
   * Waits by the API's own long poll until `holds` is true of the order.
   *
   * @throws if that takes longer than `withinMs`; the error shows the order as it stands
   */
  async until(id: string, holds: (order: Json) => boolean, withinMs = patienceMs): Promise<Json> {
    const untilMs = Date.now() + withinMs;
    let order: Json = null;
    let version = 0;
    while (Date.now() < untilMs) {
      try {
        const answer = await this.call('GET', `/v1/orders/${id}?wait=5&version=${version}`);
        if (answer.status === 200) {
          order = answer.body;
          if (holds(order)) return order;
          version = order.version;
          continue;
        }
      } catch {
        // The API may be dead for a moment, as some tests want it.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`waited in vain; the order stands at ${JSON.stringify(order, null, 1)}`);
  }
}

/**
 * Repeats a request while nobody listens, so that nothing was sent: a killed sandbox is starting
 * again.
 */
async function onceListening(request: () => Promise<Response>): Promise<Response> {
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const { cause } = error as Error;
      const isRefused = cause instanceof Error && cause.message.includes('ECONNREFUSED');
      if (!isRefused || Date.now() > untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The sandbox's controls: what the shopper and the channels do, and their faults. */
export class Street {
  readonly #url: string;

  constructor(addresses: Addresses) {
    this.#url = addresses.sandbox;
  }

  async #post(path: string, body: unknown): Promise<Answer> {
    const response = await onceListening(() =>
      fetch(`${this.#url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patienceMs),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  /** Any of the sandbox's controls. @throws when it is refused */
  async control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await this.#post(`/_sandbox/${path}`, body);
    if (answer.status >= 300) throw new Error(`sandbox ${path}: ${JSON.stringify(answer.body)}`);
  }

  /** The shopper pays. @throws when the channel does not take the payment */
  async pay(number: string, channel = 'wechat'): Promise<void> {
    await this.control('pay', { channel, number });
  }

  /**
   * The shopper pays and the callback is lost, so that one of our own queries finds it. Queries of
   * an attempt follow one another: none is under way once the payment is known, as one can be after
   * a callback.
   */
  async payUntold(number: string, channel = 'wechat'): Promise<void> {
    await this.fault('callback', 'callback_lost', number, { channel });
    await this.pay(number, channel);
  }

  async tryToPay(number: string, channel = 'wechat'): Promise<number> {
    return (await this.#post('/_sandbox/pay', { channel, number })).status;
  }

  /**
   * @param match part of a number or order id; without it, another order's call may use up the
   * fault
   */
  async fault(
    operation: string,
    kind: string,
    match: string,
    more: Readonly<{ times?: number; delay_ms?: number; channel?: string }> = {},
  ): Promise<void> {
    await this.control('faults', { channel: 'wechat', operation, kind, match, times: 1, ...more });
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.#url}/_sandbox/faults`, { method: 'DELETE' });
  }

  async consoleRefund(number: string, amount?: number): Promise<void> {
    await this.control('console_refund', { channel: 'wechat', number, amount });
  }

  async dispute(number: string, amount?: number): Promise<void> {
    await this.control('dispute', { channel: 'wechat', number, amount });
  }

  /** The sandbox's money book of an order: what was really charged and given back. */
  async money(order: string): Promise<Json> {
    const response = await onceListening(() => fetch(`${this.#url}/_sandbox/money?order=${order}`));
    return await response.json();
  }

  /** How many validly signed calls of an operation reached the channel for a number. */
  async requests(operation: string, number: string, channel = 'wechat'): Promise<number> {
    const query = `channel=${channel}&operation=${operation}&number=${number}`;
    const response = await fetch(`${this.#url}/_sandbox/requests?${query}`);
    const body = (await response.json()) as Json;
    return Number(body.total);
  }
}
