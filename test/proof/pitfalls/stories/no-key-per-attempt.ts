import { expect } from 'vitest';
import { h5, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

export const noKeyPerAttempt: Story = {
  pitfall: 'No key of its own for each attempt',
  sources: [
    {
      name: 'woocommerce/woocommerce-gateway-stripe pull request #3912',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/pull/3912',
    },
    {
      name: 'woocommerce/woocommerce-gateway-stripe pull request #541',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/pull/541',
    },
  ],
  there:
    'Without a key a network retry makes a second payment intent and charges twice; with one key for all attempts of an order the channel repeats its answer to the first one.',
  here: 'A click without a key is refused and nothing is made; repeats of one attempt carry its number and make one payment; the next attempt has a number of its own and gets a fresh code.',
  test: 'one-charge: one payment number per attempt, the same on its repeats, another for the next',
  play: async (stage) => {
    const { shop, street } = stage;
    const id = await shop.order();
    const body = { channel: 'wechat', method: 'qr' };
    const keyless = await shop.call('POST', `/v1/orders/${id}/attempts`, body);
    expect([keyless.status, keyless.body.code]).toEqual([400, 'idempotency_key_missing']);
    expect((await shop.get(id)).attempts).toEqual([]);

    await street.fault('create', 'lost_response', id, { times: 2 });
    const first = String((await shop.pay(id)).body.id);
    await shop.until(id, (one) => one.attempts[0]?.status === 'offered');
    expect(await street.requests('create', first)).toBe(3);

    const next = await shop.pay(id, h5);
    const second = String(next.body.id);
    expect(second).not.toBe(first);
    expect(next.body.action.type).toBe('redirect');
    await shop.until(id, (one) => one.attempts[0].status === 'closed');
    expect(await street.tryToPay(first)).toBe(409);
    await street.pay(second);
    expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: second, refunds: [] });
  },
};
