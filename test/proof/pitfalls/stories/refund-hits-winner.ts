import { expect } from 'vitest';
import type { Json } from '../../../kit/shop.ts';
import { amount, clickBoth, isPaid, untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

export const refundHitsWinner: Story = {
  pitfall: 'The automatic refund hits the payment that was to be kept',
  sources: [
    {
      name: 'medusajs/medusa pull request #15527',
      url: 'https://github.com/medusajs/medusa/pull/15527',
    },
    {
      name: 'saleor/saleor pull request #9504',
      url: 'https://github.com/saleor/saleor/pull/9504',
    },
  ],
  there:
    'A failed run of the checkout compensates after another run has succeeded, and refunds the payment of the order that exists.',
  here: 'The process dies in the middle of a compensation and another goes on with it: the refund names the duplicate and is made once, and the winner has no refund that a person could approve.',
  test: 'winner-safe: a compensation that another process takes over never touches the winner',
  play: async (stage) => {
    const { shop, ops, street, points } = stage;
    const { id, alipay, wechat } = await clickBoth(stage);
    await street.pay(wechat);
    await shop.until(id, isPaid);
    points.kill('refund-before-call');
    await street.pay(alipay, 'alipay');
    await points.reached('refund-before-call');
    const order = await untilDuplicateWentBack(stage, id);
    expect(order).toMatchObject({ winner: wechat, amount_refunded: 0 });
    expect(order.refunds[0]).toMatchObject({ attempt: alipay, kind: 'compensation', amount });
    const winner = (await street.money(id)).payments.find((one: Json) => one.number === wechat);
    expect(winner).toMatchObject({ captured: amount, refunded: 0, reversed: 0 });
    expect(await street.requests('refund', `${wechat}R1`)).toBe(0);
    for (const how of ['approve', 'reject', 'resolve']) {
      const decided = await ops.call('POST', `/v1/refunds/${wechat}R1/${how}`, {
        reason: 'by mistake',
        ...(how === 'resolve' ? { outcome: 'succeeded' } : {}),
      });
      expect(decided.status).toBe(404);
    }
  },
};
