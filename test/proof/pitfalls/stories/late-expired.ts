import { expect } from 'vitest';
import { untilConsumed } from '../inbox.ts';
import { eventsOf, isPaid, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

const lateMs = 3_000;

export const lateExpired: Story = {
  pitfall: 'A late "expired" cancels a paid order',
  sources: [
    {
      name: 'mollie/WooCommerce issue #668',
      url: 'https://github.com/mollie/WooCommerce/issues/668',
    },
  ],
  there:
    'A first payment is abandoned, the order is paid another way, and weeks later the "expired" webhook of the first turns the completed order into a cancelled one.',
  here: 'A callback that says closed is only a reason to ask; whatever becomes of the other attempt, and of the deadline, a paid order stays paid.',
  test: 'paid-stays-paid: a late TRADE_CLOSED of an abandoned attempt changes nothing, nor does the deadline',
  play: async (stage) => {
    const { shop, street } = stage;
    const id = await shop.order({ expires_in: 2 });
    const abandoned = await shop.pay(id, { channel: 'alipay', method: 'wap' });
    const number = String(abandoned.body.id);
    const { url } = abandoned.body.action;
    // A declined payment makes the trade exist unpaid: only then does Alipay tell of its close.
    await street.control('decline', { channel: 'alipay', number, url });
    const late = { channel: 'alipay', delay_ms: lateMs };
    await street.fault('callback', 'callback_late', number, late);
    const paying = await shop.pay(id, { channel: 'wechat' });
    await street.pay(String(paying.body.id));
    const order = await shop.until(id, isPaid);

    await untilConsumed(stage, number);
    expect(Date.now()).toBeGreaterThan(Date.parse(order.expires_at));
    expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: paying.body.id, refunds: [] });
    expect(await eventsOf(stage, id)).toEqual(['order.paid']);
  },
};
