import { expect } from 'vitest';
import { untilConsumed } from '../inbox.ts';
import type { Stage } from '../stage.ts';
import { amount, eventually, isPaid, offered } from '../steps.ts';
import type { Story } from '../story.ts';

async function refundedByUs(stage: Stage): Promise<void> {
  const { shop, street } = stage;
  const id = await shop.order();
  const attempt = await shop.pay(id, { channel: 'alipay', method: 'wap' });
  const number = String(attempt.body.id);
  const { url } = attempt.body.action;
  await street.control('pay', { channel: 'alipay', number, url });
  await shop.until(id, isPaid);
  expect((await shop.refund(id, amount)).status).toBe(201);
  await shop.until(id, (one) => one.amount_refunded === amount);
  // The success, and TRADE_CLOSED after the refund.
  await untilConsumed(stage, number, 2);
  const order = await shop.get(id);
  expect(order).toMatchObject({ status: 'paid', winner: number, attention: [] });
  expect(order.attempts[0]).toMatchObject({ status: 'succeeded', amount_reversed: 0 });
  expect((await shop.pay(id)).body.code).toBe('order_already_paid');
  expect(await street.money(id)).toMatchObject({ captured: amount, refunded: amount, net: 0 });
}

async function refundedBeforeWeKnew(stage: Stage): Promise<void> {
  const { shop, street } = stage;
  const { id, number } = await offered(stage, 'alipay');
  await street.fault('callback', 'callback_lost', number, { channel: 'alipay', times: 10 });
  await street.fault('query', 'lost_request', number, { channel: 'alipay', times: 1_000 });
  await street.pay(number, 'alipay');
  await street.control('console_refund', { channel: 'alipay', number });
  await eventually('a query', async () => (await street.requests('query', number, 'alipay')) > 0);
  await street.clearFaults();
  const order = await shop.until(id, (one) => one.attempts[0].status === 'succeeded');
  expect(order).toMatchObject({ status: 'open', winner: null });
  expect(order.attempts[0]).toMatchObject({
    role: 'mismatch',
    amount_captured: amount,
    amount_reversed: amount,
  });
  expect(order.attention).toContain('mismatch');
  expect(await street.money(id)).toMatchObject({ captured: amount, reversed: amount, net: 0 });
}

export const closedAfterFullRefund: Story = {
  pitfall: 'TRADE_CLOSED after a full refund is read as unpaid',
  sources: [
    {
      name: 'YunaiV/ruoyi-vue-pro AbstractAlipayPayClient.java at 2e7ace3',
      url: 'https://github.com/YunaiV/ruoyi-vue-pro/blob/2e7ace36a7f6700f62483acba2c5fe0798d99e72/yudao-module-pay/src/main/java/cn/iocoder/yudao/module/pay/framework/pay/core/client/impl/alipay/AbstractAlipayPayClient.java',
    },
  ],
  there:
    'A query maps `TRADE_CLOSED` to closed (`doGetOrder`, `parseStatus`), the state of a payment that was never made, though Alipay also answers so for a payment that was refunded in full.',
  here: 'A closed trade that was ever paid is a success of which everything went back: the order stays paid after its own refund, and a payment refunded before we heard of it is recorded, with an alert, as money that came and went.',
  test: 'paid-stays-paid: TRADE_CLOSED after a full refund is a payment that went back',
  play: async (stage) => {
    await refundedByUs(stage);
    await refundedBeforeWeKnew(stage);
  },
};
