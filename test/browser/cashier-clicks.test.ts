import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { cashierFile } from './cashier-file.ts';
import { alipayQr, wechatQr } from './cashier-stage.ts';
import { choose, numbers, paidDialog, shownState, untilShown, wayButton } from './cashier-steps.ts';

/** How many payments a page opens: as many as the shopper meant, whatever browsers do. */
const stage = cashierFile();

async function pay(order: string): Promise<void> {
  const [number = ''] = await numbers(stage(), order);
  await stage().street.pay(number);
  await stage().shop.until(order, ({ status }) => status === 'paid');
}

/** As a browser does that kept the page as it was and shows it again. */
async function restore(page: Page): Promise<void> {
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
}

describe('looking opens nothing', () => {
  test('the page is fetched twenty times, by previews and prefetch too, and nothing is opened', async () => {
    const order = await stage().order();
    const address = await stage().address(order);
    const headers = { accept: 'text/html', 'sec-purpose': 'prefetch', purpose: 'prefetch' };
    const looks = Array.from({ length: 20 }, (_, at) =>
      fetch(address, { method: at % 4 === 0 ? 'HEAD' : 'GET', headers }),
    );
    for (const answer of await Promise.all(looks)) expect(answer.status).toBe(200);
    for (const path of ['/return', '/return?trade_status=TRADE_SUCCESS', '?to=wechat%3Aqr']) {
      const answer = await fetch(`${address}${path}`, { headers });
      expect(answer.status).toBe(200);
    }
    expect(await numbers(stage(), order)).toEqual([]);
  });

  test('a click has to be a POST: who follows its address is led to the page', async () => {
    const order = await stage().order();
    const address = await stage().address(order);
    const answer = await fetch(`${address}/attempts`);
    expect(answer.url).toBe(address);
    expect(await numbers(stage(), order)).toEqual([]);
  });
});

describe('one click, one payment', () => {
  test.each(['on', 'off'] as const)(
    'a double click opens one; JavaScript %s',
    async (javaScript) => {
      const order = await stage().order();
      const page = await stage().cashier(order, javaScript === 'off' ? { javaScript } : {});
      await wayButton(page, wechatQr).dblclick();
      await page.locator('[data-code] svg').waitFor();
      expect(await numbers(stage(), order)).toHaveLength(1);
    },
  );

  test('the same form sent four times at once opens one', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order);
    const form = page.locator('form', { has: wayButton(page, wechatQr) });
    const fields = await form.evaluate((element) =>
      [...(element as unknown as { elements: Iterable<{ name: string; value: string }> }).elements]
        .filter(({ name }) => name !== '')
        .map(({ name, value }): [string, string] => [name, value]),
    );
    const body = new URLSearchParams(fields);
    const send = async () =>
      fetch(`${await stage().address(order)}/attempts`, {
        method: 'POST',
        body,
        redirect: 'manual',
      });
    const answers = await Promise.all([send(), send(), send(), send()]);
    for (const { status } of answers) expect(status).toBe(303);
    expect(await numbers(stage(), order)).toHaveLength(1);
  });

  test('Back and Forward after a click open none, and loading anew sends no form', async () => {
    const order = await stage().order();
    const page = await stage().page();
    await page.goto(`${stage().addresses.api}/docs`);
    await page.goto(await stage().address(order));
    await choose(page, wechatQr);
    await page.reload();
    await untilShown(page, 'waiting');
    await page.goBack();
    await page.goForward();
    await untilShown(page, 'waiting');
    expect(await numbers(stage(), order)).toHaveLength(1);
  });
});

describe('a page that was kept', () => {
  test('Back to it after the payment shows that it is paid', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    await page.goto(`${stage().addresses.api}/docs`);
    await pay(order);
    await page.goBack();
    await paidDialog(page).waitFor();
    expect(await page.locator('button[data-channel]').count()).toBe(0);
  });

  test('restored as it was, it asks anew: no button of a paid order can be clicked', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order, { mayFail: /ERR_/ });
    // As when the browser put the page aside: it hears of nothing.
    await page.context().setOffline(true);
    await stage().shop.pay(order);
    await pay(order);
    expect(await page.locator('button[data-channel]').count()).toBeGreaterThan(0);
    await page.context().setOffline(false);
    await restore(page);
    await paidDialog(page).waitFor();
    expect(await page.locator('button[data-channel]').count()).toBe(0);
  });

  test('restored after its own click, it shows the code and not a spinner', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order);
    // The click was sent, and the browser showed another page before the answer was drawn.
    await page.evaluate(
      `document.querySelector('form[data-pay]').addEventListener('submit', (event) => event.preventDefault())`,
    );
    await wayButton(page, wechatQr).click();
    expect(await shownState(page)).toBe('opening');
    await stage().shop.pay(order);
    await restore(page);
    await untilShown(page, 'waiting');
    await page.locator('[data-code] svg').waitFor();
  });

  test('a laptop that slept shows at once what became of the order', async () => {
    const order = await stage().order();
    await stage().shop.pay(order);
    const page = await stage().page({ mayFail: /ERR_/ });
    await page.clock.install();
    // It sleeps: neither the stream nor an answer reaches it.
    await page.route('**/events', (route) => route.abort());
    await page.goto(await stage().address(order));
    await page.clock.pauseAt(Date.now() + 1_000);
    await pay(order);
    await page.clock.fastForward('45:00');
    await page.clock.resume();
    await paidDialog(page).waitFor();
  });
});

test('switching asks before a second code while the first may be paid, and tells both apart', async () => {
  const order = await stage().order();
  const page = await stage().cashier(order);
  await choose(page, wechatQr);
  await wayButton(page, alipayQr).click();
  const question = page.locator('[data-question]');
  await question.waitFor();
  expect(await question.innerText()).toMatch(/scanned[\s\S]*WeChat Pay[\s\S]*wait[\s\S]*Alipay/i);
  expect(await numbers(stage(), order)).toHaveLength(1);
  await question.locator('button').click();
  await untilShown(page, 'waiting');
  await page.getByRole('heading', { name: 'Scan with Alipay' }).waitFor();
  expect(await numbers(stage(), order)).toHaveLength(2);
});
