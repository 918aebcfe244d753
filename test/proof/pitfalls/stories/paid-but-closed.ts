import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { amount, eventsOf, isPaid, offered, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

async function close({ shop }: Stage, id: string): Promise<void> {
  expect([200, 202]).toContain((await shop.call('POST', `/v1/orders/${id}/close`)).status);
}

async function paidWhileItClosed(stage: Stage): Promise<void> {
  const { shop, street } = stage;
  const { id, number } = await offered(stage);
  await street.fault('callback', 'callback_lost', number);
  await street.fault('close', 'pay_wins_close', number);
  await close(stage, id);
  const order = await shop.until(id, (one) => ['paid', 'closed'].includes(one.status));
  expect(order).toMatchObject({ status: 'paid', winner: number });
  await untilPaidOnce(stage, id);
}

async function paidAfterItClosed(stage: Stage): Promise<void> {
  const { shop, street } = stage;
  const { id, number } = await offered(stage, 'alipay');
  await close(stage, id);
  await shop.until(id, (one) => one.status === 'closed');
  await street.pay(number, 'alipay');
  const order = await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
  expect(order).toMatchObject({ status: 'closed', winner: null });
  expect(order.attempts[0]).toMatchObject({ role: 'late', amount_refunded: amount });
  const told = await eventsOf(stage, id);
  for (const type of ['order.closed', 'attempt.late', 'refund.succeeded']) {
    expect(told).toContain(type);
  }
  expect(await street.money(id)).toMatchObject({ captured: amount, refunded: amount, net: 0 });
}

async function keptByTheMerchant(stage: Stage): Promise<void> {
  const { shop, street } = stage;
  const { id, number } = await offered(stage, 'alipay', { late_payment: 'ask' });
  await close(stage, id);
  await shop.until(id, (one) => one.status === 'closed');
  await street.pay(number, 'alipay');
  await shop.until(id, (one) => one.attempts[0].role === 'late');
  const answer = { attempt: number, decision: 'accept' };
  expect((await shop.call('POST', `/v1/orders/${id}/late_payment`, answer)).status).toBe(200);
  await shop.until(id, isPaid);
  expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: number, refunds: [] });
}

export const paidButClosed: Story = {
  pitfall: 'Paid, but the order is closed',
  sources: [
    {
      name: 'woocommerce/woocommerce-gateway-stripe pull request #5703',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/pull/5703',
    },
    {
      name: 'woocommerce/woocommerce-gateway-stripe issue #5362',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/issues/5362',
    },
  ],
  there:
    'The shopper cancels while the payment still settles; the success that comes later skips a cancelled order: the money is taken, the order stays cancelled, nothing is voided or refunded.',
  here: 'A payment that comes while the order is closing pays it. If the payment comes after the order closed, the merchant is told and the money goes back; a merchant who chose to be asked may keep the money, and then the order is paid.',
  test: 'closed-means-watched: a payment of a closing order wins, one of a closed order goes back or is accepted',
  play: async (stage) => {
    await paidWhileItClosed(stage);
    await paidAfterItClosed(stage);
    await keptByTheMerchant(stage);
  },
};
