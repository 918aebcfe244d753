import { expect } from 'vitest';
import { eventually, offered, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

/** Queries that answer "no such trade" before the shopper scans. */
const queries = 2;

export const notKnownReadAsClosed: Story = {
  pitfall: '"No such trade" is read as closed, and then the code is scanned',
  sources: [
    {
      name: 'YunaiV/ruoyi-vue-pro AbstractAlipayPayClient.java at 2e7ace3',
      url: 'https://github.com/YunaiV/ruoyi-vue-pro/blob/2e7ace36a7f6700f62483acba2c5fe0798d99e72/yudao-module-pay/src/main/java/cn/iocoder/yudao/module/pay/framework/pay/core/client/impl/alipay/AbstractAlipayPayClient.java',
    },
  ],
  there:
    'A query answered `ACQ.TRADE_NOT_EXIST` comes back as a closed payment (`doGetOrder`), though Alipay answers so for every code until the shopper scans it.',
  here: '"Not known" proves nothing: the attempt stays offered while its code can be scanned, and wins when it is.',
  test: 'no-guess: an Alipay code its channel does not know yet stays offered, and wins',
  play: async (stage) => {
    const { shop, street } = stage;
    const { id, number } = await offered(stage, 'alipay');
    await eventually(
      'queries of an unscanned code',
      async () => (await street.requests('query', number, 'alipay')) >= queries,
    );
    const [unscanned] = (await shop.get(id)).attempts;
    expect(unscanned).toMatchObject({ status: 'offered', superseded: false, failure: null });
    await street.pay(number, 'alipay');
    expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: number, refunds: [] });
  },
};
