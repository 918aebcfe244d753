import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type CashierServer, openView, serveCashier } from './cashier-server.ts';
import { untilShown } from './cashier-steps.ts';
import { openVisits, type Visits } from './visits.ts';

/**
 * What the page does on a bad network, minute by minute: its timers go by a clock of the test, requests
 * and streams are real.
 */
let visits: Visits;
let server: CashierServer;

beforeAll(async () => {
  visits = await openVisits();
});
afterAll(() => visits.stop());
beforeEach(async () => {
  server = await serveCashier();
});

async function visit(): Promise<Page> {
  const { origin, stop } = server;
  onTestFinished(stop);
  const page = await visits.visit({ origins: [origin], mayFail: /ERR_|Failed to load/ });
  await page.clock.install();
  await page.goto(`${origin}/pay/T`, { waitUntil: 'load' });
  await expect.poll(() => server.asked.streams).toBeGreaterThan(0);
  return page;
}

/** Lets so many seconds pass, and each answer arrive before the next second. */
async function pass(page: Page, seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 1) {
    await page.clock.runFor(1_000);
    await page.evaluate('fetch("/assets/icon.svg").then((one) => one.text())');
  }
}

test('a click that never leaves is taken back, and may be made again as the same click', async () => {
  const page = await visit();
  const button = page.locator('button[data-channel="wechat"]');
  await button.click({ noWaitAfter: true });
  await expect.poll(() => server.asked.clicks.length).toBe(1);
  await page.clock.runFor(1_000);
  expect(await button.isDisabled()).toBe(true);
  expect(server.open.size).toBe(0);
  const { pages } = server.asked;
  await page.clock.runFor(14_000);
  await untilShown(page, 'choose');
  expect(server.asked.pages).toBe(pages + 1);
  expect(await button.isDisabled()).toBe(false);
  await expect.poll(() => server.open.size).toBe(1);
  await button.click({ noWaitAfter: true });
  await expect.poll(() => server.asked.clicks.length).toBe(2);
  const [first, second] = server.asked.clicks;
  expect(second).toBe(first);
});

test('a click that was acted on without an answer is found to be', async () => {
  const page = await visit();
  await page.locator('button[data-channel="wechat"]').click({ noWaitAfter: true });
  await expect.poll(() => server.asked.clicks.length).toBe(1);
  server.now.view = { ...openView, version: 2, status: 'paid' };
  await page.clock.runFor(15_000);
  await untilShown(page, 'paid');
});

test('where streams are cut the page asks more and more seldom while nothing changes', async () => {
  server.now.streams = 'refuses';
  const page = await visit();
  await pass(page, 90);
  expect(server.asked.pages).toBeGreaterThan(4);
  expect(server.asked.pages).toBeLessThan(16);
});

test('a stream that is cut again and again holds up no question', async () => {
  server.now.streams = 'ends at once';
  const page = await visit();
  await pass(page, 20);
  expect(server.asked.pages).toBeGreaterThan(3);
  expect(server.asked.pages).toBeLessThan(10);
});

test('after the countdown the page asks once, and then more and more seldom', async () => {
  server.now.view = { ...openView, expiresAtMs: openView.expiresAtMs - 3_599_000 };
  const page = await visit();
  await pass(page, 30);
  expect(server.asked.pages).toBeGreaterThan(3);
  expect(server.asked.pages).toBeLessThan(10);
});

test('a stream that is silent too long is replaced', async () => {
  const page = await visit();
  await pass(page, 62);
  expect(server.asked.streams).toBe(2);
  expect(server.open.size).toBe(1);
});
