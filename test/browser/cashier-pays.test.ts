import { describe, expect, test } from 'vitest';
import { decodeQr } from '../kit/browser/decode-qr.ts';
import { cashierFile } from './cashier-file.ts';
import { alipayQr, wechatQr } from './cashier-stage.ts';
import {
  book,
  choose,
  markDocument,
  numbers,
  paidDialog,
  secondsLeft,
  shownState,
  untilShown,
  wayButton,
} from './cashier-steps.ts';

/** What the shopper sees, from the choice to the money; the sandbox's book judges. */
const stage = cashierFile();

const isPaid = ({ status }: Readonly<{ status: string }>): boolean => status === 'paid';

describe('a code is scanned', () => {
  test.each([wechatQr, alipayQr])(
    'the code on the screen is paid on the phone, and the dialog comes by itself: $channel',
    async (way) => {
      const order = await stage().order();
      const page = await stage().cashier(order);
      await untilShown(page, 'choose');
      await choose(page, way);
      const isSameDocument = await markDocument(page);

      await stage().scanAndPay(await decodeQr(page, '[data-code]'));

      await paidDialog(page).waitFor();
      expect(await isSameDocument()).toBe(true);
      expect(await shownState(page)).toBe('paid');
      const words = await paidDialog(page).innerText();
      expect(words.toLowerCase()).toContain('already paid');
      expect(words).toContain(order);
      expect(await book(stage(), order)).toEqual({ net: 1999, captured: 1999, charges: 1 });
    },
  );

  test('a dark page shows a code that can be read', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order, { colorScheme: 'dark', width: 320, height: 640 });
    await choose(page, wechatQr);
    await stage().scanAndPay(await decodeQr(page, '[data-code]'));
    await untilShown(page, 'paid');
  });

  test('a paid order says so at once, and offers nothing to pay', async () => {
    const order = await stage().order();
    const { body } = await stage().shop.pay(order);
    await stage().street.pay(String(body.id));
    await stage().shop.until(order, isPaid);
    const page = await stage().cashier(order);
    expect(await shownState(page)).toBe('paid');
    await paidDialog(page).waitFor();
    expect(await page.locator('button[data-channel]').count()).toBe(0);
  });

  test('the dialog leads back to the shop', async () => {
    const { sandbox } = stage().addresses;
    // A page of another server; any will do.
    const back = `${sandbox}/phone?code=shop`;
    const order = await stage().order({ return_url: back });
    const page = await stage().cashier(order, { mayFail: /404/ });
    await choose(page, wechatQr);
    const [number = ''] = await numbers(stage(), order);
    await stage().street.pay(number);
    await paidDialog(page).getByRole('link', { name: 'Back to the shop' }).click();
    await page.waitForURL(back);
  });
});

describe('two tabs', () => {
  test('a choice in one shows its code in both, and both say that it is paid', async () => {
    const order = await stage().order();
    const one = await stage().cashier(order);
    const other = await stage().cashier(order);
    await choose(one, wechatQr);
    await untilShown(other, 'waiting');
    expect(await decodeQr(other, '[data-code]')).toBe(await decodeQr(one, '[data-code]'));
    await stage().scanAndPay(await decodeQr(other, '[data-code]'));
    await Promise.all([paidDialog(one).waitFor(), paidDialog(other).waitFor()]);
    expect(await book(stage(), order)).toMatchObject({ charges: 1, net: 1999 });
  });

  test('a stale tab that chooses another way is asked first, and waiting opens nothing', async () => {
    const order = await stage().order();
    const stale = await stage().cashier(order, { javaScript: 'off' });
    await stage().shop.pay(order);
    await wayButton(stale, alipayQr).click();
    await stale.locator('[data-question]').waitFor();
    await stale.locator('[data-question] a').click();
    await stale.locator('[data-code] svg').waitFor();
    expect(await numbers(stage(), order)).toHaveLength(1);
  });

  test('both codes are paid: one is kept, and the page tells of the other until it went back', async () => {
    const order = await stage().order();
    // The first one stays payable, whatever the channel says; its refund takes a while.
    await stage().street.fault('close', 'payable_after_close', order);
    await stage().street.fault('refund', 'refund_slow', order, { delay_ms: 1_500 });
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    const first = await decodeQr(page, '[data-code]');
    await wayButton(page, alipayQr).click();
    await page.locator('[data-question] button').click();
    await page.locator('[data-question]').waitFor({ state: 'detached' });
    await untilShown(page, 'waiting');
    const second = await decodeQr(page, '[data-code]');
    expect(second).not.toBe(first);

    await stage().scanAndPay(second);
    await untilShown(page, 'paid');
    await stage().scanAndPay(first);
    await untilShown(page, 'refunding');
    await untilShown(page, 'refunded');
    expect(await page.locator('.returns').innerText()).toContain('19.99');
    expect(await book(stage(), order)).toEqual({ net: 1999, captured: 3998, charges: 2 });
  });
});

describe('time', () => {
  test('a code expires: a new one comes by one click, and the old one can’t be paid', async () => {
    const order = await stage().orderUnder({ attempt_life_ms: 1_000 });
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    const [first = ''] = await numbers(stage(), order);
    await untilShown(page, 'expired');
    await wayButton(page, wechatQr).click();
    await untilShown(page, 'waiting');
    const [, second = ''] = await numbers(stage(), order);
    expect(await stage().street.tryToPay(first)).toBe(409);
    expect(second).not.toBe('');
    await stage().scanAndPay(await decodeQr(page, '[data-code]'));
    await untilShown(page, 'paid');
    expect(await book(stage(), order)).toMatchObject({ charges: 1, net: 1999 });
  });

  test('an order whose time is over confirms, then closes, and a late payment goes back on the page', async () => {
    const order = await stage().order({ expires_in: 900 });
    await stage().street.fault('close', 'payable_after_close', order);
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    const code = await decodeQr(page, '[data-code]');
    await stage().shop.call('POST', `/v1/orders/${order}/close`);
    await untilShown(page, 'closed');
    await stage().scanAndPay(code);
    await untilShown(page, 'refunded');
    expect(await book(stage(), order)).toEqual({ net: 0, captured: 1999, charges: 1 });
  });

  test.each([-3, 3])('a clock that is wrong by %i h counts down all the same', async (hours) => {
    const order = await stage().order();
    await stage().shop.pay(order);
    const page = await stage().page();
    await page.clock.setSystemTime(Date.now() + hours * 3_600_000);
    await page.goto(await stage().address(order));
    const { attempts } = await stage().shop.get(order);
    const left = (Date.parse(String(attempts[0].expires_at)) - Date.now()) / 1_000;
    expect(Math.abs((await secondsLeft(page)) - left)).toBeLessThan(5);
  });
});
