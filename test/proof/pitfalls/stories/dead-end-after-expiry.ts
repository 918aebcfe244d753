import { expect } from 'vitest';
import { decodeQr } from '../../../kit/browser/decode-qr.ts';
import { numbers, paidDialog, untilShown, wayButton } from '../../../browser/cashier-steps.ts';
import { wechatQr } from '../../../browser/cashier-stage.ts';
import { onPages } from '../page-stage.ts';
import { amount } from '../steps.ts';
import type { Story } from '../story.ts';

export const deadEndAfterExpiry: Story = {
  pitfall: 'A dead end after the code expired',
  sources: [
    {
      name: 'vindi/Design-Chapter issue #59',
      url: 'https://github.com/vindi/Design-Chapter/issues/59',
    },
    {
      name: 'pd-phuc/CoLearn issue #32',
      url: 'https://github.com/pd-phuc/CoLearn/issues/32',
    },
  ],
  there:
    'An invoice waits for a payment whose code has expired: the shopper can’t pay it, and the merchant cancels the charge by hand to make another.',
  here: 'The page says that the code has expired and asks who has paid to wait; one click brings a new code, and the old one is closed and asked about.',
  test: 'one-winner: one click after the expiry brings a new code, and the old one can’t be paid',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { street } = stage;
      const id = await cashier.orderUnder({ attempt_life_ms: 1_000 });
      const page = await cashier.cashier(id);
      await wayButton(page, wechatQr).click();
      await untilShown(page, 'waiting');
      await untilShown(page, 'expired');
      await wayButton(page, wechatQr).click();
      await untilShown(page, 'waiting');
      const [old = '', fresh = ''] = await numbers(cashier, id);
      expect(fresh).not.toBe('');
      expect(await street.tryToPay(old)).toBe(409);
      await cashier.scanAndPay(await decodeQr(page, '[data-code]'));
      await paidDialog(page).waitFor();
      expect(await street.money(id)).toMatchObject({ captured: amount, net: amount });
    }),
};
