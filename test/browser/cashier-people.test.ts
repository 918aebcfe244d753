import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axe } from '../kit/browser/axe.ts';
import { cashierFile } from './cashier-file.ts';
import { gzipped } from './gzipped.ts';
import { scenes, showScene } from './cashier-scenes.ts';
import { alipayQr, pageLanguages, wechatQr } from './cashier-stage.ts';
import { choose, numbers, paidDialog, untilShown, wayButton } from './cashier-steps.ts';

/** Every state, for people who read Chinese, English or Portuguese, see little, or have no mouse. */
const stage = cashierFile();

/** What has the focus, as a person would name it. */
async function focused(page: Page): Promise<string> {
  return String(
    await page.evaluate(
      `(document.activeElement.textContent || document.activeElement.tagName).trim()`,
    ),
  );
}

async function widerThanScreen(page: Page): Promise<boolean> {
  const wide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  return (await page.evaluate(wide)) === true;
}

describe('each state can be seen, read out and operated by all, on 320 pixels, and is at most 6 kB gzipped; in turn in each language', () => {
  test.each(
    scenes.map((scene, at) => ({
      scene,
      name: scene.name,
      language: pageLanguages[at % 3] ?? 'en',
    })),
  )('$name in $language', async ({ scene, language }) => {
    const page = await showScene(stage(), scene, { language, width: 320 });
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await axe(page)).toEqual([]);
    expect(await widerThanScreen(page)).toBe(false);
    const headers = { accept: 'text/html', 'accept-language': language };
    const html = await (await fetch(page.url(), { headers })).text();
    expect(gzipped(html)).toBeLessThanOrEqual(6_000);
  });
});

test('in the dark each colour still has its contrast', async () => {
  for (const name of ['choose', 'waiting', 'paid']) {
    const scene = scenes.find((one) => one.name === name);
    if (scene === undefined) throw new Error(`no scene ${name}`);
    const page = await showScene(stage(), scene, {
      language: 'en',
      width: 360,
      colorScheme: 'dark',
    });
    expect(await axe(page)).toEqual([]);
  }
});

test('the amount and the words are the language’s own, and the browser’s is taken unless another is chosen', async () => {
  const order = await stage().order();
  const seen: string[] = [];
  for (const locale of ['zh-TW', 'de-DE', 'pt-PT']) {
    const page = await stage().cashier(order, { locale });
    seen.push(
      `${await page.locator('html').getAttribute('lang')} ${await page.locator('.amount').innerText()}`,
    );
  }
  // Whatever space stands before it.
  expect(seen.map((one) => one.replaceAll(/\s/g, ' '))).toEqual([
    'zh-CN ¥19.99',
    'en CN¥19.99',
    'pt-BR CN¥ 19,99',
  ]);
  const page = await stage().cashier(order, { locale: 'zh-CN' });
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'How would you like to pay?' }).waitFor();
  await choose(page, wechatQr);
  await page.getByRole('heading', { name: 'Scan with WeChat Pay' }).waitFor();
});

describe('without a mouse', () => {
  test('Tab comes to each way to pay in the order they are seen, and Enter opens it', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order);
    const stops: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused(page));
    }
    const shown = await page.locator('button[data-channel]').allInnerTexts();
    const plain = (text: string): string => text.replaceAll(/\s/g, '');
    expect(stops.map(plain)).toEqual(expect.arrayContaining(shown.map(plain)));
    await page.locator('button[data-channel]').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-code] svg[role="img"]').waitFor();
    expect(await numbers(stage(), order)).toHaveLength(1);
  });

  test('the dialog takes the focus, keeps it, and gives it back when Escape closes it', async () => {
    const order = await stage().order();
    const page = await stage().cashier(order);
    await choose(page, wechatQr);
    const [number = ''] = await numbers(stage(), order);
    await stage().street.pay(number);
    await paidDialog(page).waitFor();
    const isInside = () => page.evaluate("document.activeElement.closest('dialog') !== null");
    expect(await isInside()).toBe(true);
    expect(await page.evaluate("document.querySelector('dialog').matches(':modal')")).toBe(true);
    await page.keyboard.press('Escape');
    await paidDialog(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Paid');
  });
});

test('what changes is said: the code, then that it is paid', async () => {
  const order = await stage().order();
  const page = await stage().cashier(order);
  await choose(page, wechatQr);
  const said = page.locator('[role="status"]');
  expect(await page.locator('[data-code] svg').getAttribute('aria-label')).toContain('WeChat Pay');
  const [number = ''] = await numbers(stage(), order);
  await stage().street.pay(number);
  await untilShown(page, 'paid');
  await page.waitForFunction("/paid/i.test(document.querySelector('[role=status]').textContent)");
  expect(await said.count()).toBe(1);
});

test('who wants less motion sees none', async () => {
  const order = await stage().order();
  await stage().shop.pay(order);
  const page = await stage().cashier(order, { path: '/return', reducedMotion: 'reduce' });
  await untilShown(page, 'confirming');
  const moving = await page.evaluate('document.getAnimations().length');
  expect(moving).toBe(0);
});

test('inside of WeChat the page offers what works there, or the way out', async () => {
  const order = await stage().order();
  const page = await stage().cashier(order, {
    userAgent: 'Mozilla/5.0 (iPhone) Mobile MicroMessenger/8.0.50',
    width: 360,
  });
  await untilShown(page, 'choose');
  expect(await wayButton(page, wechatQr).count()).toBe(0);
  expect(await wayButton(page, alipayQr).count()).toBe(0);
  expect(await page.locator('main').innerText()).toContain('Open in browser');
  expect(await axe(page)).toEqual([]);
});
