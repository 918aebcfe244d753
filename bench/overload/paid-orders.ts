import { z } from 'zod';
import type { Addresses } from '../../test/kit/addresses.ts';
import { call } from './http.ts';

/** Orders that the API told as paid, by the time at which its reader heard of it. */
export type PaidOrders = Readonly<{
  /** `performance.now()` at which each order was heard to be paid. */
  heardMs: ReadonlyMap<string, number>;
  stop: () => Promise<void>;
}>;

const page = z.object({
  data: z.array(z.object({ type: z.string(), order_id: z.string() })),
  next_cursor: z.string(),
});

/** Reads a merchant's events as a shop does: one long poll after the other. */
export function followPaidOrders(addresses: Addresses): PaidOrders {
  const heardMs = new Map<string, number>();
  const state = { goesOn: true };
  async function follow(): Promise<void> {
    let after = '0';
    while (state.goesOn) {
      const { status, text } = await call({
        method: 'GET',
        url: `${addresses.api}/v1/events?wait=1&limit=100&after=${after}`,
        headers: { authorization: `Bearer ${addresses.api_key}` },
        patienceMs: 20_000,
      });
      if (status !== 200) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const { data, next_cursor } = page.parse(JSON.parse(text));
      after = next_cursor;
      for (const { type, order_id } of data) {
        if (type === 'order.paid' && !heardMs.has(order_id)) {
          heardMs.set(order_id, performance.now());
        }
      }
    }
  }
  const following = follow();
  return {
    heardMs,
    stop: async () => {
      state.goesOn = false;
      await following;
    },
  };
}
