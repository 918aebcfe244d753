import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { paidDialog, untilShown } from '../../../browser/cashier-steps.ts';
import { onPages } from '../page-stage.ts';
import { offered } from '../steps.ts';
import type { Story } from '../story.ts';

/** Longer than the page waits between two questions. */
const slowMs = 3_500;

export const overlappingPolls: Story = {
  pitfall: 'Questions that overtake one another',
  sources: [
    {
      name: 'Adyen/adyen-web pull request #2506',
      url: 'https://github.com/Adyen/adyen-web/pull/2506',
    },
    {
      name: 'QuantumNous/new-api pull request #4099',
      url: 'https://github.com/QuantumNous/new-api/pull/4099',
    },
  ],
  there:
    'The page of a code asks for the status at a fixed interval whether or not the question before was answered: on a slow line they pile up, and answers come in any order.',
  here: 'A page whose stream is cut has one question out at a time, waits longer after each, and shows nothing older than what it shows.',
  test: 'one-truth: on a slow line without a stream one question is out at a time',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { id, number } = await offered(stage);
      const page = await cashier.page();
      const out = { now: 0, most: 0, all: 0 };
      await page.route('**/events', (route) => route.abort());
      await page.goto(await cashier.address(id));
      await untilShown(page, 'waiting');
      await page.route('**/pay/*', async (route) => {
        out.all += 1;
        out.now += 1;
        out.most = Math.max(out.most, out.now);
        await setTimeout(slowMs);
        out.now -= 1;
        await route.continue();
      });
      // Each of these makes a page look again.
      for (let at = 0; at < 5; at += 1) await page.evaluate("dispatchEvent(new Event('online'))");
      await stage.street.pay(number);
      await paidDialog(page).waitFor();
      expect(out.all).toBeGreaterThan(1);
      expect(out.most).toBe(1);
    }),
};
