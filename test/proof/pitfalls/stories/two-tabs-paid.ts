import { expect } from 'vitest';
import { untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

export const twoTabsPaid: Story = {
  pitfall: 'Two tabs, both paid',
  sources: [
    {
      name: 'Automattic/woocommerce-payments issue #5678',
      url: 'https://github.com/Automattic/woocommerce-payments/issues/5678',
    },
  ],
  there:
    'A shopper confirms 3-D Secure in two checkout tabs of one order, and two payment intents are charged; the expected void of one never comes.',
  here: 'Two tabs click in the same instant and both codes are paid in the same instant: one wins, the other goes back in full.',
  test: 'one-winner: two tabs pay in the same instant, one payment is kept',
  play: async (stage) => {
    const { shop, street } = stage;
    const id = await shop.order();
    // The click that comes second supersedes the other, whose code stays payable all the same.
    await street.fault('close', 'payable_after_close', id);
    const [wechat, alipay] = await Promise.all([
      shop.pay(id, { channel: 'wechat' }),
      shop.pay(id, { channel: 'alipay' }),
    ]);
    expect([wechat.status, alipay.status]).toEqual([201, 201]);
    await Promise.all([
      street.pay(String(wechat.body.id), 'wechat'),
      street.pay(String(alipay.body.id), 'alipay'),
    ]);
    await untilDuplicateWentBack(stage, id);
  },
};
