import { expect } from 'vitest';
import { paidDialog, wayButton } from '../../../browser/cashier-steps.ts';
import { wechatQr } from '../../../browser/cashier-stage.ts';
import { onPages } from '../page-stage.ts';
import { amount, isPaid } from '../steps.ts';
import type { Story } from '../story.ts';

export const restoredPage: Story = {
  pitfall: 'A restored page asks to pay again',
  sources: [
    {
      name: 'shopware/shopware issue #3883',
      url: 'https://github.com/shopware/shopware/issues/3883',
    },
  ],
  there:
    'Going back from a payment service, the browser restores the checkout as it was put aside, with its button to confirm, though the order was made meanwhile.',
  here: 'Pages are kept nowhere; one that a browser restores all the same asks how the order stands, and shows that it is paid, without any button to pay.',
  test: 'one-winner: a page restored after the payment says already paid',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { shop, street } = stage;
      const id = await shop.order();
      const page = await cashier.cashier(id);
      // It was put aside: it hears of nothing.
      await page.context().setOffline(true);
      await street.pay(String((await shop.pay(id)).body.id));
      await shop.until(id, isPaid);
      expect(await wayButton(page, wechatQr).count()).toBe(1);
      await page.context().setOffline(false);
      await page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
      );
      await paidDialog(page).waitFor();
      expect(await page.locator('button[data-channel]').count()).toBe(0);
      expect(await street.money(id)).toMatchObject({ captured: amount, net: amount });
    }),
};
