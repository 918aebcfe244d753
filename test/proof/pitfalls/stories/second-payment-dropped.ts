import { expect } from 'vitest';
import { amount, eventsOf, h5, isPaid, untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

export const secondPaymentDropped: Story = {
  pitfall: 'A second payment is dropped without a word',
  sources: [
    {
      name: 'mollie/WooCommerce issue #1204',
      url: 'https://github.com/mollie/WooCommerce/issues/1204',
    },
    {
      name: 'woocommerce/woocommerce issue #9297',
      url: 'https://github.com/woocommerce/woocommerce/issues/9297',
    },
  ],
  there:
    'Both payments of an order complete, the webhook of the second finds no order for it and is discarded; the shop owner notices while bookkeeping.',
  here: 'The second payment stays on the order as a duplicate, the merchant is told of it and of its refund, and the money goes back without anybody asking.',
  test: 'books-balance: the merchant is told of a second payment and of its refund',
  play: async (stage) => {
    const { shop, street } = stage;
    const id = await shop.order();
    const first = String((await shop.pay(id)).body.id);
    await street.fault('close', 'payable_after_close', first);
    const second = String((await shop.pay(id, h5)).body.id);
    await street.pay(second);
    await shop.until(id, isPaid);
    await street.pay(first);
    const order = await untilDuplicateWentBack(stage, id);
    const [duplicate] = order.attempts;
    expect(duplicate).toMatchObject({
      id: first,
      amount_captured: amount,
      amount_refunded: amount,
    });
    const told = (await eventsOf(stage, id)).filter((type) => type !== 'order.attention');
    expect(told).toEqual(['order.paid', 'attempt.duplicate', 'refund.succeeded']);
  },
};
