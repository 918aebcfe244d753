import { describe, expect, test } from 'vitest';
import { decodeQr } from '../kit/browser/decode-qr.ts';
import { cashierFile } from './cashier-file.ts';
import { wechatQr } from './cashier-stage.ts';
import {
  book,
  choose,
  markDocument,
  numbers,
  paidDialog,
  untilShown,
  wayButton,
} from './cashier-steps.ts';

/** A page that does not hear: it comes to the same truth, and never asks to pay again meanwhile. */
const stage = cashierFile();

const lost = /ERR_|Failed to load/;

describe('the stream is cut', () => {
  test('the page asks by itself, and shows that it is paid', async () => {
    const order = await stage().order();
    const page = await stage().page({ mayFail: lost });
    await page.route('**/events', (route) => route.abort());
    await page.goto(await stage().address(order));
    await choose(page, wechatQr);
    const isSameDocument = await markDocument(page);
    await stage().scanAndPay(await decodeQr(page, '[data-code]'));
    await paidDialog(page).waitFor();
    expect(await isSameDocument()).toBe(true);
  });

  test('an answer that is older than the page changes nothing', async () => {
    const order = await stage().order();
    const address = await stage().address(order);
    const old = await (await fetch(address)).text();
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    const [number = ''] = await numbers(stage(), order);
    await stage().street.pay(number);
    await untilShown(page, 'paid');
    await page.route(address, (route) => route.fulfill({ body: old, contentType: 'text/html' }));
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.waitForResponse(address);
    await page.evaluate('new Promise((done) => setTimeout(done))');
    await untilShown(page, 'paid');
  });
});

describe('no connection', () => {
  test('the page says so and takes no click, and knows the truth once it is back', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order, { mayFail: lost });
    await choose(page, wechatQr);
    const code = await decodeQr(page, '[data-code]');
    await page.context().setOffline(true);
    await untilShown(page, 'offline');
    expect(await page.locator('[data-offline]').innerText()).toContain('do not pay again');
    for (const button of await page.locator('button[data-channel]').all()) {
      expect(await button.isDisabled()).toBe(true);
    }
    await stage().scanAndPay(code);
    await page.context().setOffline(false);
    await paidDialog(page).waitFor();
    expect(await book(stage(), order)).toMatchObject({ charges: 1, net: 1999 });
  });

  test('it comes back to what it showed where nothing happened meanwhile', async () => {
    const order = await stage().order();
    await stage().shop.pay(order);
    const page = await stage().cashier(order, { mayFail: lost });
    await untilShown(page, 'waiting');
    await page.context().setOffline(true);
    await untilShown(page, 'offline');
    await page.context().setOffline(false);
    await untilShown(page, 'waiting');
    expect(await page.locator('[data-offline]').isVisible()).toBe(false);
  });
});

test('without JavaScript it can be paid, and refreshes itself until it shows so', async () => {
  const order = await stage().order();
  const page = await stage().cashier(order, { javaScript: 'off' });
  await wayButton(page, wechatQr).click();
  await page.locator('[data-code] svg').waitFor();
  await stage().scanAndPay(await decodeQr(page, '[data-code]'));
  await untilShown(page, 'paid');
  const words = await paidDialog(page).innerText();
  expect(words.toLowerCase()).toContain('already paid');
  expect(words).toContain(order);
  expect(await book(stage(), order)).toMatchObject({ charges: 1, net: 1999 });
});
