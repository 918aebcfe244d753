import { expect } from 'vitest';
import { keptCallback, sendAgain, untilConsumed } from '../inbox.ts';
import { clickBoth, isPaid, untilDuplicateWentBack } from '../steps.ts';
import type { Story } from '../story.ts';

export const secondSuccessRolledBack: Story = {
  pitfall: 'A second success rolls back the callback and is retried for ever',
  sources: [
    {
      name: 'YunaiV/ruoyi-vue-pro issue #1152',
      url: 'https://github.com/YunaiV/ruoyi-vue-pro/issues/1152',
    },
  ],
  there:
    'One pay order gets a WeChat and an Alipay payment; when both succeed the second callback throws, its whole transaction is rolled back, the channel calls again and again, and the shopper stays charged twice.',
  here: 'The second success is a fact like any other: acknowledged at once, kept as a duplicate, refunded in full; the same callback once more is acknowledged and changes nothing.',
  test: 'nothing-lost: a second success is acknowledged, kept as a duplicate and refunded',
  play: async (stage) => {
    const { shop, street, engine } = stage;
    const { id, alipay, wechat } = await clickBoth(stage);
    await street.pay(wechat);
    await shop.until(id, isPaid);
    await street.pay(alipay, 'alipay');
    const order = await untilDuplicateWentBack(stage, id);
    expect(order.winner).toBe(wechat);
    await untilConsumed(stage, wechat);
    await untilConsumed(stage, alipay);

    await engine.ended(id);
    const before = await stage.ops.factTypes(id);
    const second = await keptCallback(stage, alipay);
    expect(await Promise.all([1, 2, 3].map(() => sendAgain(stage, second)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await stage.ops.factTypes(id)).toEqual(before);
    await untilDuplicateWentBack(stage, id);
  },
};
