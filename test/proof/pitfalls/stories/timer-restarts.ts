import { expect } from 'vitest';
import { secondsLeft } from '../../../browser/cashier-steps.ts';
import { onPages } from '../page-stage.ts';
import { offered } from '../steps.ts';
import type { Story } from '../story.ts';

const aheadMs = 40 * 60_000;

export const timerRestarts: Story = {
  pitfall: 'A countdown that begins anew',
  sources: [
    { name: 'pd-phuc/CoLearn issue #32', url: 'https://github.com/pd-phuc/CoLearn/issues/32' },
    {
      name: 'blockonomics/prestashop-plugin issue #93',
      url: 'https://github.com/blockonomics/prestashop-plugin/issues/93',
    },
  ],
  there:
    'The time left to pay is counted by the page from a fixed number, so that each load shows all of it again; at zero nothing happens.',
  here: 'The server says how long the code is still valid, and the page counts on from there; loaded anew, in another tab or by a wrong clock, it shows the same.',
  test: 'one-truth: the countdown goes on where it was, loaded anew and by a wrong clock',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { id } = await offered(stage);
      const [attempt] = (await stage.shop.get(id)).attempts;
      const left = (): number => (Date.parse(String(attempt.expires_at)) - Date.now()) / 1_000;
      const page = await cashier.cashier(id);
      const tab = await cashier.page();
      await tab.clock.setSystemTime(Date.now() + aheadMs);
      await tab.goto(page.url());
      await page.reload();
      for (const shown of [page, tab]) {
        expect(Math.abs((await secondsLeft(shown)) - left())).toBeLessThan(5);
      }
    }),
};
