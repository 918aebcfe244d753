import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { isPaid, untilDuplicateWentBack, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

/** A click whose create was executed and never answered. @returns order id and payment number */
async function unknownCreate({ shop, street }: Stage): Promise<readonly [string, string]> {
  const id = await shop.order();
  await street.fault('create', 'lost_response', id, { channel: 'alipay', times: 50 });
  await shop.pay(id, { channel: 'alipay' });
  const [attempt] = (await shop.get(id)).attempts;
  expect(attempt).toMatchObject({ status: 'opening', failure: null });
  return [id, String(attempt.id)];
}

export const unknownLaterSucceeds: Story = {
  pitfall: 'A time-out counts as an error, and the payment succeeds later',
  sources: [
    {
      name: 'killbill/killbill issue #229',
      url: 'https://github.com/killbill/killbill/issues/229',
    },
  ],
  there:
    'When the call to the gateway times out the payment is routed to an ERRORED state, while the call itself may complete.',
  here: 'A create nobody answered is unknown: it wins when its payment succeeds, and when another attempt won meanwhile it is refunded.',
  test: 'no-guess: an unknown attempt that succeeds later wins, or goes back where another won',
  play: async (stage) => {
    const { shop, street } = stage;
    const [alone, first] = await unknownCreate(stage);
    await street.pay(first, 'alipay');
    expect(await untilPaidOnce(stage, alone)).toMatchObject({ winner: first });

    const [overtaken, second] = await unknownCreate(stage);
    const next = await shop.pay(overtaken, { channel: 'wechat' });
    expect(next.status).toBe(201);
    await street.pay(String(next.body.id));
    await shop.until(overtaken, isPaid);
    await street.pay(second, 'alipay');
    const order = await untilDuplicateWentBack(stage, overtaken);
    expect(order.winner).toBe(next.body.id);
  },
};
