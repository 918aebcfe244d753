import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer } from '../../../kit/shop.ts';
import { amount, channels, eventually, paidOrder } from '../steps.ts';
import type { Story } from '../story.ts';

// After the second poll, at 1 s, and before the fourth, at 6 s; the engine's timers may be a second
// late.
const slowMs = 5_000;

export const refundFailedByTimer: Story = {
  pitfall: 'A refund is failed by a timer and asked again',
  sources: [
    {
      name: 'own-pay/OwnPay issue #222',
      url: 'https://github.com/own-pay/OwnPay/issues/222',
    },
  ],
  there:
    'A refund that is pending for a day is set to failed without asking the gateway, the balance is released, the merchant tries again, and the customer is refunded twice.',
  here: 'A refund that takes long is asked about until it is final; asked again under its id it is the same refund, under another id it exceeds what is left.',
  test: 'no-over-refund: a slow refund is not failed, and asking again refunds nothing twice',
  play: async (stage) => {
    const { shop, street } = stage;
    for (const channel of channels) {
      const { id, number } = await paidOrder(stage, channel);
      await street.fault('refund', 'refund_slow', number, { channel, delay_ms: slowMs });
      const refund = { id: `R-${randomUUID()}`, amount, reason: 'returned' };
      const ask = (body: object): Promise<Answer> =>
        shop.call('POST', `/v1/orders/${id}/refunds`, body, { 'idempotency-key': randomUUID() });
      const first = await ask(refund);
      expect(first.status).toBe(201);
      const refundNumber = String(first.body.number);
      await eventually(
        'a query of the slow refund',
        async () => (await street.requests('refund_query', refundNumber, channel)) > 0,
      );
      const [pending] = (await shop.get(id)).refunds;
      expect(pending).toMatchObject({ number: refundNumber, status: 'processing' });
      expect((await ask(refund)).body.number).toBe(refundNumber);
      const other = await ask({ ...refund, id: `R-${randomUUID()}` });
      expect([other.status, other.body.code]).toEqual([409, 'refund_exceeds_paid']);

      const order = await shop.until(id, (one) => one.amount_refunded === amount);
      expect(order.refunds).toHaveLength(1);
      expect(await street.money(id)).toMatchObject({ captured: amount, refunded: amount, net: 0 });
    }
  },
};
