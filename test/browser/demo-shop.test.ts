import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { type OpenShop, openShop } from '../../dev/shop/shop.ts';
import { axe } from '../kit/browser/axe.ts';
import { sharePaidOnce, type SharedPaidOnce } from '../live/shared-paidonce.ts';
import { openVisits, type Visits } from './visits.ts';

let paidonce: SharedPaidOnce;
let visits: Visits;
let shop: OpenShop;
let client: Client;
const folder = mkdtempSync(join(tmpdir(), 'paidonce-shop-'));

beforeAll(async () => {
  [paidonce, visits] = await Promise.all([sharePaidOnce(0.1), openVisits()]);
  const { api: url, api_key: key, ops_key: opsKey, merchant, sandbox } = paidonce.addresses;
  client = createClient({ url, key });
  const made = await createClient({ url, key: opsKey }).noticeSecrets.create(merchant);
  const secrets = [String(made.secret)];
  shop = await openShop({ paidonce: { url, key }, secrets, dataFolder: folder, port: 0, sandbox });
});

afterAll(async () => {
  await shop.close();
  await visits.stop();
  await paidonce.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everybody can read it, and nothing of it is cut off or pushed aside. */
async function isWell(page: Page): Promise<void> {
  expect(await axe(page)).toEqual([]);
  const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(tooWide)).toBe(false);
}

/** @returns the order's number */
async function buy(page: Page): Promise<string> {
  await page.goto(shop.url);
  await isWell(page);
  await page.getByRole('button', { name: 'Add to cart: White gaiwan' }).click();
  await page.getByRole('button', { name: 'One White gaiwan more' }).click();
  await isWell(page);
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
  await isWell(page);
  return new URL(page.url()).pathname.replace('/orders/', '');
}

async function tapPay(page: Page, channel: string): Promise<void> {
  const opened = page.context().waitForEvent('page');
  await page.locator(`[data-phone="${channel}"]`).click();
  const phone = await opened;
  await phone.getByRole('button', { name: 'Pay', exact: true }).click();
  await phone.getByText('Paid. Thank you.').waitFor();
  await phone.close();
}

test('a person buys, pays two codes on the phones, and sees the second payment go back', async () => {
  const origins = [shop.url, paidonce.addresses.sandbox];
  const page = await visits.visit({ origins, width: 320, colorScheme: 'dark' });
  const number = await buy(page);
  await client.orders.pay(number, { channel: 'alipay', method: 'qr' });
  await client.orders.pay(number, { channel: 'wechat', method: 'qr' });
  // The page follows by itself: nobody reloads it.
  await tapPay(page, 'wechat');
  await page.getByRole('heading', { name: 'Paid. Thank you' }).waitFor();
  await tapPay(page, 'alipay');
  await page.getByText('¥90.00 went back to you by Alipay').waitFor();
  await isWell(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await isWell(page);
});
