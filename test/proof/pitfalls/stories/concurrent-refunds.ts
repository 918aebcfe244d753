import { expect } from 'vitest';
import { channels, paidOrder } from '../steps.ts';
import type { Story } from '../story.ts';

const captured = 10_000;
const asked = 6_000;

export const concurrentRefunds: Story = {
  pitfall: 'Concurrent refunds exceed what was captured',
  sources: [
    {
      name: 'juspay/hyperswitch issue #13182',
      url: 'https://github.com/juspay/hyperswitch/issues/13182',
    },
    {
      name: 'medusajs/medusa issue #16012',
      url: 'https://github.com/medusajs/medusa/issues/16012',
    },
  ],
  there:
    'Two refunds of 60 of a payment of 100, sent at once, each read the same history, both pass the check, and 120 are paid out.',
  here: 'One order is decided by one writer at a time, and the ledger checks the sum again: one refund goes out, the other is refused as `refund_exceeds_paid`.',
  test: 'no-over-refund: of two refunds at once that exceed the payment together, one goes out',
  play: async (stage) => {
    const { shop, street } = stage;
    for (const channel of channels) {
      const terms = { amount: { currency: 'CNY', value: captured } };
      const { id } = await paidOrder(stage, channel, terms);
      const answers = await Promise.all([shop.refund(id, asked), shop.refund(id, asked)]);
      expect(answers.map((one) => one.status).sort()).toEqual([201, 409]);
      const refused = answers.find((one) => one.status === 409);
      expect(refused?.body.code).toBe('refund_exceeds_paid');
      const order = await shop.until(id, (one) => one.amount_refunded === asked);
      expect(order.refunds).toHaveLength(1);
      expect(await street.money(id)).toMatchObject({
        captured,
        refunded: asked,
        net: captured - asked,
      });
    }
  },
};
