import { expect } from 'vitest';
import { paidDialog, untilShown } from '../../../browser/cashier-steps.ts';
import { onPages } from '../page-stage.ts';
import { amount } from '../steps.ts';
import type { Story } from '../story.ts';

export const finishWhileUncertain: Story = {
  pitfall: '"Finish your payment" while it is uncertain',
  sources: [
    { name: 'own-pay/OwnPay issue #183', url: 'https://github.com/own-pay/OwnPay/issues/183' },
  ],
  there:
    'Every load of the checkout turns a payment under way back into one that is pending, so that the shopper who comes back before the callback is asked to choose a gateway, and pays again.',
  here: 'Who comes back sees that the payment is being confirmed, and not to pay again, until there is evidence; a look changes nothing, and brings a query forward.',
  test: 'no-guess: back from the channel before its callback, the page confirms and offers nothing to pay',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { shop, street } = stage;
      const id = await shop.order();
      const number = String((await shop.pay(id)).body.id);
      // The channel took the money; neither its callback nor an answer to a query says so yet.
      await street.fault('query', 'delay', number, { times: 20, delay_ms: 1_500 });
      await street.payUntold(number);
      const page = await cashier.cashier(id, { path: '/return' });
      await untilShown(page, 'confirming');
      expect(await page.locator('main').innerText()).toContain('do not pay again');
      expect(await page.locator('button[data-channel]').count()).toBe(0);
      await paidDialog(page).waitFor();
      expect(await street.money(id)).toMatchObject({ captured: amount, net: amount });
    }),
};
