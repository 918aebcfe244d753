import { expect } from 'vitest';
import { eventually, offered, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

/** How many polls and closes bring no answer before the story goes on. */
const unanswered = 6;

export const pendingFailedByTimer: Story = {
  pitfall: 'A pending payment is marked failed by a timer',
  sources: [
    {
      name: 'juspay/hyperswitch pull request #2380',
      url: 'https://github.com/juspay/hyperswitch/pull/2380',
    },
    {
      name: 'flowglad/flowglad pull request #320',
      url: 'https://github.com/flowglad/flowglad/pull/320',
    },
  ],
  there:
    'A payment pending since a time-out or a 5xx is moved to failed after the last retry, though nobody knows what the processor did with it.',
  here: 'Polls go unanswered and the deadline passes: no timer fails the attempt, and the order does not close; as soon as the channel answers, the payment made in time wins.',
  test: 'no-guess: neither silence nor the deadline fails a payment the channel may have taken',
  play: async (stage) => {
    const { shop, street } = stage;
    const { id, number } = await offered(stage, 'wechat', { expires_in: 2 });
    await street.fault('callback', 'callback_lost', number);
    for (const operation of ['query', 'close']) {
      await street.fault(operation, 'lost_request', number, { times: 1_000 });
    }
    await street.pay(number);
    await shop.until(id, (one) => one.status === 'closing');
    await eventually(
      'unanswered calls',
      async () =>
        (await street.requests('query', number)) + (await street.requests('close', number)) >=
        unanswered,
    );
    const silent = await shop.get(id);
    expect(silent).toMatchObject({ status: 'closing', winner: null });
    expect(silent.attempts[0]).toMatchObject({ status: 'offered', failure: null });
    await street.clearFaults();
    expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: number, refunds: [] });
  },
};
