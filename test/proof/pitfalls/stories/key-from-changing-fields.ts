import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { amount, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

export const keyFromChangingFields: Story = {
  pitfall: 'An idempotency key made from fields that change',
  sources: [
    {
      name: 'tempoxyz/pympp pull request #155',
      url: 'https://github.com/tempoxyz/pympp/pull/155',
    },
  ],
  there:
    'The key sent to Stripe contains a token that is new on every retry, so the retry of one purchase carries another key and charges the card a second time.',
  here: 'The payment number is drawn once, is a fact before the channel is asked and goes out on every repeat; a click for a code with another key, from another address, is handed the same attempt; one key with another body is refused.',
  test: 'one-charge: whatever changes between repeats, one payment number goes to the channel',
  play: async (stage) => {
    const { shop, street } = stage;
    const id = await shop.order();
    // Create is done twice without an answer, and answered the third time.
    await street.fault('create', 'lost_response', id, { times: 2 });
    const clicks = await Promise.all(
      ['203.0.113.7', '198.51.100.9'].map((ip) => shop.pay(id, { method: 'qr', shopper: { ip } })),
    );
    const offer = await shop.until(id, (one) => one.attempts[0]?.status === 'offered');
    const number = String(offer.attempts[0].id);
    expect(offer.attempts).toHaveLength(1);
    expect(clicks.map((one) => one.body.id)).toEqual([number, number]);
    expect(await street.requests('create', number)).toBe(3);
    await street.pay(number);
    await untilPaidOnce(stage, id);
    expect((await street.money(id)).payments).toHaveLength(1);

    const key = randomUUID();
    await street.fault('refund', 'lost_response', number);
    const refund = await shop.refund(id, amount, key);
    const path = `/v1/orders/${id}/refunds`;
    const other = { id: `R-${randomUUID()}`, amount: 1, reason: 'returned' };
    const reused = await shop.call('POST', path, other, { 'idempotency-key': key });
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused']);
    await shop.until(id, (one) => one.amount_refunded === amount);
    expect(refund.body.number).toBe(`${number}R1`);
    expect(await street.money(id)).toMatchObject({ captured: amount, refunded: amount });
  },
};
