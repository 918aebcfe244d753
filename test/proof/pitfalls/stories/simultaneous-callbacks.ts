import { expect } from 'vitest';
import { inboxOf, keptCallback, sendAgain } from '../inbox.ts';
import { channels, eventsOf, isPaid, offered, untilPaidOnce, withWorkerAway } from '../steps.ts';
import type { Story } from '../story.ts';

export const simultaneousCallbacks: Story = {
  pitfall: 'Three callbacks at once settle an order three times',
  sources: [
    {
      name: 'Pinelab-studio/pinelab-vendure-plugins issue #620',
      url: 'https://github.com/Pinelab-studio/pinelab-vendure-plugins/issues/620',
    },
  ],
  there:
    'The webhook of one payment comes three times in the same moment, all three find the order unsettled: three settled payments, three completion events.',
  here: 'The same callback three times at once, before anybody has read the first, is one row in the inbox, one capture, one `order.paid`.',
  test: 'nothing-lost: three simultaneous callbacks are one payment, told once',
  play: async (stage) => {
    const { shop, street } = stage;
    for (const channel of channels) {
      const { id, number } = await offered(stage, channel);
      await withWorkerAway(stage, async () => {
        await street.pay(number, channel);
        const kept = await keptCallback(stage, number);
        const taken = await Promise.all([1, 2, 3].map(() => sendAgain(stage, kept)));
        expect(taken).toEqual([true, true, true]);
        expect(isPaid(await shop.get(id))).toBe(false);
      });
      const order = await untilPaidOnce(stage, id);
      expect(order).toMatchObject({ winner: number, refunds: [] });
      expect(await inboxOf(stage, number)).toHaveLength(1);
      expect(await eventsOf(stage, id)).toEqual(['order.paid']);
      const facts = await stage.ops.factTypes(id);
      expect(facts.filter((type) => type === 'payment_captured')).toHaveLength(1);
      expect(facts.filter((type) => type === 'order_paid')).toHaveLength(1);
    }
  },
};
