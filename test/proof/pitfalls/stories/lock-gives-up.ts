import { expect } from 'vitest';
import { inboxOf, keptCallback, sendAgain } from '../inbox.ts';
import { channels, eventually, offered, untilPaidOnce, withWorkerAway } from '../steps.ts';
import type { Story } from '../story.ts';

export const lockGivesUp: Story = {
  pitfall: 'A lock gives up after N tries, and the callback with it',
  sources: [
    {
      name: 'juspay/hyperswitch crates/router/src/core/api_locking.rs at 0301f85',
      url: 'https://github.com/juspay/hyperswitch/blob/0301f851aeedad9dacc296f89789d9c195ec5bee/crates/router/src/core/api_locking.rs',
    },
    {
      name: 'woocommerce/woocommerce-gateway-stripe pull request #5576',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/pull/5576',
    },
  ],
  there:
    'A request tries an order\'s lock a configured number of times and then ends with "resource busy"; where the webhook was already answered with 200, the paid order stays pending.',
  here: 'There is no lock to wait for: the callback is stored, acknowledged and handed to the order. It waits as long as the process that decides is held up, and counts then, even if no query could tell of the payment.',
  test: 'nothing-lost: a callback outlives whatever holds its order, without a second call of the channel',
  play: async (stage) => {
    const { street } = stage;
    for (const channel of channels) {
      const { id, number } = await offered(stage, channel);
      // Queries are lost, so that only the callback can tell of the payment.
      await street.fault('query', 'lost_request', number, { channel, times: 1_000 });
      await withWorkerAway(stage, async () => {
        await street.pay(number, channel);
        const kept = await keptCallback(stage, number);
        await eventually('the callback handed over', async () =>
          (await inboxOf(stage, number)).every((one) => one.state === 'handed_over'),
        );
        const taken = await Promise.all(Array.from({ length: 10 }, () => sendAgain(stage, kept)));
        expect(new Set(taken)).toEqual(new Set([true]));
      });
      expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: number });
      expect(await inboxOf(stage, number)).toHaveLength(1);
    }
    await street.clearFaults();
  },
};
