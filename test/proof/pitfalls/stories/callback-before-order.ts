import { expect } from 'vitest';
import { isPaid, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

export const callbackBeforeOrder: Story = {
  pitfall: 'The callback comes before the order exists',
  sources: [
    {
      name: 'duncanmcclean/statamic-cargo issue #190',
      url: 'https://github.com/duncanmcclean/statamic-cargo/issues/190',
    },
    {
      name: 'woocommerce/woocommerce-paypal-payments issue #4489',
      url: 'https://github.com/woocommerce/woocommerce-paypal-payments/issues/4489',
    },
  ],
  there:
    'The webhook arrives before the checkout has stored its order, finds none, answers 200, and the order waits for payment for ever.',
  here: 'Order and attempt are in the ledger before the channel is asked, so a callback that overtakes the answer to create finds its attempt and the order is paid.',
  test: 'one-writer: a callback that overtakes the answer to create pays the order',
  play: async (stage) => {
    const { shop, street, points } = stage;
    const id = await shop.order();
    points.hold('create-after-call');
    const click = shop.pay(id);
    await points.reached('create-after-call');
    const [attempt] = (await shop.get(id)).attempts;
    expect(attempt).toMatchObject({ status: 'opening', action: null });
    const number = String(attempt.id);
    // Queries are lost, so that only the callback can tell of the payment.
    await street.fault('query', 'lost_request', number, { times: 1_000 });
    await street.pay(number);
    const order = await shop.until(id, isPaid);
    expect(order.winner).toBe(number);
    points.release('create-after-call');
    expect((await click).status).toBeLessThan(500);
    await untilPaidOnce(stage, id);
  },
};
