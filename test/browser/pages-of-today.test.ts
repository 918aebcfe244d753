import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe } from '../kit/browser/axe.ts';
import { Shop } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from '../live/shared-paidonce.ts';
import { openVisits, type Visits } from './visits.ts';

let paidonce: SharedPaidOnce;
let visits: Visits;
let shop: Shop;

beforeAll(async () => {
  [paidonce, visits] = await Promise.all([sharePaidOnce(0.1), openVisits()]);
  shop = new Shop(paidonce.addresses);
});

afterAll(async () => {
  await visits.stop();
  await paidonce.stop();
});

test.each(['/docs', '/docs/guides/api', '/docs/problems/order_already_paid'])(
  '%s breaks no policy, asks nobody else, and can be read by all',
  async (path) => {
    const { api } = paidonce.addresses;
    const page = await visits.visit({ origins: [api] });
    await page.goto(`${api}${path}`);
    expect(await axe(page)).toEqual([]);
  },
);

test('the reference draws every call under its policy, and asks nobody else', async () => {
  const { api } = paidonce.addresses;
  const page = await visits.visit({ origins: [api] });
  await page.goto(`${api}/docs/reference`);
  await page.getByText('/v1/orders/{id}/attempts', { exact: false }).first().waitFor();
});

test('a payment is paid by a tap on the sandbox’s phone page', async () => {
  const { sandbox } = paidonce.addresses;
  const id = await shop.order();
  const attempt = (await shop.pay(id)).body;
  const page = await visits.visit({ origins: [sandbox], width: 360, height: 740 });
  await page.goto(`${sandbox}/phone/wechat/${attempt.id}`);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByText('Paid. Thank you.').waitFor();
  expect((await shop.until(id, ({ status }) => status === 'paid')).winner).toBe(attempt.id);
});
