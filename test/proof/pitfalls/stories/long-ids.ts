import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { amount, paidOrder, offered, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

const longest = 64;

/** Two ids of the greatest length that differ only in their last character. */
function alike(): readonly [string, string] {
  const stem = `${randomUUID()}${randomUUID()}`.slice(0, longest - 1);
  return [`${stem}1`, `${stem}2`];
}

export const longIds: Story = {
  pitfall: 'Long external ids are cut, and two become one',
  sources: [
    {
      name: 'killbill/killbill issue #604',
      url: 'https://github.com/killbill/killbill/issues/604',
    },
    { name: 'odoo/odoo pull request #61102', url: 'https://github.com/odoo/odoo/pull/61102' },
  ],
  there:
    'Keys of more than 64 characters are silently cut on insert while the check for duplicates compares the whole key; elsewhere a gateway gives back the first 20 characters of a reference and its payment finds no transaction.',
  here: 'Order and refund ids of up to 64 characters are kept whole, a longer one is refused, and what the channel sees is a number of our own that fits its limit.',
  test: 'books-balance: ids that differ in their last character are two orders and two refunds',
  play: async (stage) => {
    const { shop, street } = stage;
    const [paidId, openId] = alike();
    const paid = await paidOrder(stage, 'wechat', { id: paidId });
    const open = await offered(stage, 'alipay', { id: openId });
    expect(paid.number).toMatch(/^[0-9A-Z]{27}$/);
    expect(open.number).not.toBe(paid.number);
    await untilPaidOnce(stage, paidId);
    expect(await shop.get(openId)).toMatchObject({ id: openId, status: 'open', winner: null });
    expect((await street.money(openId)).captured).toBe(0);
    await street.pay(open.number, 'alipay');
    await untilPaidOnce(stage, openId);

    const path = `/v1/orders/${paidId}/refunds`;
    for (const id of alike()) {
      const body = { id, amount: 500, reason: 'returned' };
      const answer = await shop.call('POST', path, body, { 'idempotency-key': randomUUID() });
      expect([answer.status, answer.body.id]).toEqual([201, id]);
    }
    await shop.until(paidId, (one) => one.amount_refunded === 1_000);
    expect(await street.money(paidId)).toMatchObject({ captured: amount, refunded: 1_000 });

    const tooLong = await shop.call('POST', '/v1/orders', {
      id: 'x'.repeat(longest + 1),
      amount: { currency: 'CNY', value: amount },
      description: 'Two tickets',
      expires_in: 900,
    });
    expect([tooLong.status, tooLong.body.code]).toEqual([400, 'invalid_request']);
  },
};
