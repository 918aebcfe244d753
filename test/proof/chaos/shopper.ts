import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelFault, ChannelName } from './channel-faults.ts';

const tryWithinMs = 15_000;
const againInMs = 300;
const mostTaps = 5;

/** The sandbox's controls: what shoppers do, and what goes wrong at the channels. */
export class Shopper {
  readonly #sandbox: string;

  constructor(sandbox: string) {
    this.#sandbox = sandbox;
  }

  async #post(path: string, body: unknown): Promise<number> {
    const response = await fetch(`${this.#sandbox}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(tryWithinMs),
    });
    await response.body?.cancel();
    return response.status;
  }

  /**
   * A shopper who loses the connection taps again; the money book knows whether an earlier tap
   * paid.
   */
  async pay(channel: ChannelName, number: string): Promise<void> {
    for (let taps = 1; taps <= mostTaps; taps += 1) {
      try {
        await this.#post('pay', { channel, number });
        return;
      } catch {
        await delay(againInMs);
      }
    }
  }

  /** Scans the code without paying. If that fails, the shopper has merely not scanned it. */
  async scan(channel: ChannelName, number: string): Promise<void> {
    await this.#post('scan', { channel, number }).catch(() => undefined);
  }

  /** @throws Error for a fault that the sandbox does not know, which is our mistake */
  async arm(fault: ChannelFault, order: string): Promise<void> {
    const { channel, operation, kind, delayMs, times = 1 } = fault;
    const delayed = delayMs === undefined ? {} : { delay_ms: delayMs };
    const body = { channel, operation, kind, match: order, times, ...delayed };
    for (;;) {
      // If the sandbox dies with our request, the fault may strike twice at worst.
      const status = await this.#post('faults', body).catch(() => null);
      if (status !== null && status < 300) return;
      if (status !== null) throw new Error(`no such fault: ${channel} ${operation} ${kind}`);
      await delay(againInMs);
    }
  }

  /** Clears all faults, so that nothing more goes wrong on purpose. */
  async clearFaults(): Promise<void> {
    for (;;) {
      try {
        const response = await fetch(`${this.#sandbox}/_sandbox/faults`, { method: 'DELETE' });
        if (response.ok) return;
      } catch {
        // The sandbox is being started again.
      }
      await delay(againInMs);
    }
  }

  /** The whole money book, as JSON. */
  async money(): Promise<unknown> {
    const response = await fetch(`${this.#sandbox}/_sandbox/money`);
    return await response.json();
  }
}
