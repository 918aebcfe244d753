import type { Locator, Page } from 'playwright-core';
import type { Json } from '../kit/shop.ts';
import type { CashierStage, PageState, WayToPay } from './cashier-stage.ts';

/** Generous, because the machine may be busy; what is awaited comes by push, in less than a second. */
const patienceMs = 15_000;

/** Waits until the page shows a state. @throws Error with the state it shows instead */
export async function untilShown(
  page: Page,
  state: PageState,
  withinMs = patienceMs,
): Promise<void> {
  try {
    await page.locator(`main[data-state="${state}"]`).waitFor({ timeout: withinMs });
  } catch (error) {
    const shown = await shownState(page);
    const words = await page.locator('main').innerText();
    throw new Error(`the page shows ${shown}, not ${state}:\n${words}`, { cause: error });
  }
}

/** The state that the page shows now. */
export async function shownState(page: Page): Promise<string> {
  return (await page.locator('main').getAttribute('data-state')) ?? 'none';
}

/** The button of a way to pay. */
export function wayButton(page: Page, { channel, method }: WayToPay): Locator {
  return page.locator(`button[data-channel="${channel}"][data-method="${method}"]`);
}

/** The dialog that says that the order is paid. */
export function paidDialog(page: Page): Locator {
  return page.locator('dialog[open]');
}

/** Chooses a way to pay, and waits for its code. */
export async function choose(page: Page, way: WayToPay): Promise<void> {
  await wayButton(page, way).click();
  await page.locator('[data-code] svg').waitFor({ timeout: patienceMs });
}

/** What the page counts down, s. */
export async function secondsLeft(page: Page): Promise<number> {
  const shown = await page.locator('[role="timer"]').innerText();
  return shown.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
}

/**
 * Marks the document, so that a later look tells whether the page was loaded anew.
 *
 * @returns whether it is still the same document
 */
export async function markDocument(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate('globalThis.isMarked = true');
  return async () => (await page.evaluate('globalThis.isMarked === true')) === true;
}

/** Payment numbers of an order's attempts, oldest first. */
export async function numbers({ shop }: CashierStage, order: string): Promise<string[]> {
  return (await shop.get(order)).attempts.map((one: Json) => String(one.id));
}

/**
 * Two ways of an order are paid: the first stays payable after the second took its place. Resolves
 * once the order is paid.
 */
export async function paidTwice(stage: CashierStage, order: string): Promise<void> {
  const { shop, street } = stage;
  await street.fault('close', 'payable_after_close', order);
  const wechat = await shop.pay(order);
  const alipay = await shop.pay(order, { channel: 'alipay' });
  await street.pay(String(alipay.body.id), 'alipay');
  await shop.until(order, ({ status }) => status === 'paid');
  await street.pay(String(wechat.body.id));
}

/** The sandbox's book: what was kept of an order, and how often it was charged. */
export async function book(
  { street }: CashierStage,
  order: string,
): Promise<Readonly<{ net: number; captured: number; charges: number }>> {
  const money = await street.money(order);
  const charges = money.payments.reduce((sum: number, one: Json) => sum + Number(one.charges), 0);
  return { net: money.net, captured: money.captured, charges };
}
