import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../../ledger/database/database.ts';
import { Diary } from '../chaos/diary.ts';
import type { RunningPaidOnce } from '../../kit/paidonce.ts';
import { type Answer, type Json, type PaySettings, Shop, Street } from '../../kit/shop.ts';

/** Every schedule of the product runs twenty times faster. */
export const timeScale = 0.05;

/** A compensation of more than this waits for a person's approval; fen. */
export const approvedUpToMinor = 3_000;

/** Durations in ms before `timeScale` is applied. */
const policy = {
  // An attempt is parked after eight more seconds of silence, once expiry and margin (6 s) have
  // passed.
  last_query_patience_ms: 160_000,
  // A closing order whose channel is silent is still closing when the worker is replaced.
  closing_silence_ms: 1_800_000,
  retries_ms: [3_000, 10_000, 30_000],
  create_repeats_ms: [5_000, 10_000, 30_000, 60_000],
  refund_poll_schedule_ms: [10_000, 20_000, 40_000],
  refund_retries_ms: [20_000, 40_000],
};

const patienceMs = 90_000;
const againInMs = 200;

/**
 * Whether the outcome is unknown, so that the request must be repeated (docs/api.md#idempotency).
 */
function isUnknown({ status, body }: Answer): boolean {
  return status >= 500 || status === 429 || body?.code === 'idempotency_key_in_use';
}

/** Acts on the orders of one merchant, and arms faults of its channels. */
export class Stage {
  readonly merchant: string;
  readonly diary = new Diary();
  readonly street: Street;
  readonly db: Database;
  readonly #shop: Shop;
  readonly #ops: Shop;

  private constructor(merchant: string, paidonce: RunningPaidOnce, key: string, db: Database) {
    this.merchant = merchant;
    this.db = db;
    this.street = new Street(paidonce.addresses);
    this.#shop = new Shop(paidonce.addresses, key);
    this.#ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  }

  /** Makes a new merchant for these orders. */
  static async open(merchant: string, paidonce: RunningPaidOnce, db: Database): Promise<Stage> {
    const ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
    const made = await ops.call('POST', '/v1/merchants', { id: merchant, name: 'Upgrade', policy });
    if (made.status !== 201) throw new Error(`no merchant: ${JSON.stringify(made.body)}`);
    const key = await ops.call('POST', `/v1/merchants/${merchant}/keys`, { role: 'merchant' });
    const controls = await ops.call('PUT', '/v1/controls', {
      automatic_refunds: true,
      refund_caps: { CNY: approvedUpToMinor },
      daily_budgets: [],
      reason: 'proof of upgrades',
    });
    if (controls.status !== 200) throw new Error(`controls: ${JSON.stringify(controls.body)}`);
    return new Stage(merchant, paidonce, String(key.body.key), db);
  }

  /** Repeats a request until its outcome is known: the worker may be away. */
  async #told(ask: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = randomUUID();
    const untilMs = Date.now() + patienceMs;
    for (;;) {
      const answer = await ask(key).catch(() => null);
      if (answer !== null && !isUnknown(answer)) return answer;
      if (Date.now() > untilMs) throw new Error(`never answered: ${JSON.stringify(answer?.body)}`);
      await delay(againInMs);
    }
  }

  async order(id: string, terms: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const made = await this.#shop.order({ id, ...terms });
    const { amount } = await this.get(made);
    this.diary.acknowledge(made, { what: 'order', amountMinor: Number(amount.value) });
    return made;
  }

  /** Clicks, and repeats the click until it is answered. @returns the payment number */
  async click(id: string, settings: PaySettings = {}): Promise<string> {
    let key = '';
    const answer = await this.#told((mine) => {
      key = mine;
      return this.#shop.pay(id, { ...settings, key });
    });
    if (answer.status >= 300) throw new Error(`no attempt: ${JSON.stringify(answer.body)}`);
    const number = String(answer.body.id);
    this.diary.acknowledge(id, { what: 'attempt', key, number });
    return number;
  }

  async refund(id: string, amountMinor: number): Promise<void> {
    let key = '';
    const answer = await this.#told((mine) => {
      key = mine;
      return this.#shop.refund(id, amountMinor, key);
    });
    if (answer.status !== 201) throw new Error(`no refund: ${JSON.stringify(answer.body)}`);
    const { id: refund, number, amount } = answer.body;
    const told = { id: String(refund), number: String(number), amountMinor: Number(amount) };
    this.diary.acknowledge(id, { what: 'refund', key, ...told });
  }

  async close(id: string): Promise<void> {
    await this.#told((key) => this.#post(this.#shop, `/v1/orders/${id}/close`, undefined, key));
  }

  async acceptLate(id: string, attempt: string): Promise<void> {
    const body = { attempt, decision: 'accept' };
    const path = `/v1/orders/${id}/late_payment`;
    const answer = await this.#told((key) => this.#post(this.#shop, path, body, key));
    if (answer.status !== 200) throw new Error(`not accepted: ${JSON.stringify(answer.body)}`);
  }

  async approve(refund: string): Promise<void> {
    const body = { reason: 'looked into' };
    const path = `/v1/refunds/${refund}/approve`;
    const answer = await this.#told((key) => this.#post(this.#ops, path, body, key));
    if (answer.status !== 200) throw new Error(`not approved: ${JSON.stringify(answer.body)}`);
  }

  #post(shop: Shop, path: string, body: unknown, key: string): Promise<Answer> {
    return shop.call('POST', path, body, { 'idempotency-key': key });
  }

  /** The order as it stands now, once the API answers. */
  get(id: string): Promise<Json> {
    return this.until(id, () => true);
  }

  until(id: string, holds: (order: Json) => boolean, withinMs?: number): Promise<Json> {
    return this.#shop.until(id, holds, withinMs);
  }
}

/** Waits for something that no answer of the API shows. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`waited in vain: ${what}`);
    await delay(againInMs);
  }
}
