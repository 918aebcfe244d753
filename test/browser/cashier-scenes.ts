import type { Page } from 'playwright-core';
import type { PageSettings } from '../kit/browser/watched-page.ts';
import type { CashierStage, PageLanguage, PageState } from './cashier-stage.ts';
import { paidTwice, untilShown } from './cashier-steps.ts';

/** Something a shopper can see, and how it is brought about. */
export type Scene = Readonly<{
  /** Names its pictures: a state, or a part of one. */
  name: string;
  state: PageState;
  /** @returns the address; made anew for each look, because some states pass */
  make: (stage: CashierStage) => Promise<string>;
  /** What is done on the page after it was opened. */
  then?: (page: Page) => Promise<void>;
  settings?: Partial<PageSettings>;
}>;

/** A code is valid as shortly as its channel allows: three seconds where time is scaled by 0.05. */
const shortLife = { attempt_life_ms: 1_000 };
const longMs = 600_000;
/** Less than PaidOnce waits for an answer. */
const slowMs = 4_000;

const isPaid = ({ status }: Readonly<{ status: string }>): boolean => status === 'paid';

/** Two ways were paid, and a refund was begun. */
async function withRefund(stage: CashierStage, order: string): Promise<string> {
  await paidTwice(stage, order);
  await stage.shop.until(order, ({ refunds }) => refunds.length > 0);
  return stage.address(order);
}

/** Every state of the page, and what else is drawn in a way of its own. */
export const scenes: readonly Scene[] = [
  {
    name: 'choose',
    state: 'choose',
    make: async (stage) => stage.address(await stage.order()),
  },
  {
    name: 'choose-phone',
    state: 'choose',
    settings: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile' },
    make: async (stage) => stage.address(await stage.order()),
  },
  {
    name: 'opening',
    state: 'opening',
    make: async (stage) => {
      const { shop, street } = stage;
      const order = await stage.order();
      await street.fault('create', 'delay', order, { delay_ms: slowMs });
      shop.pay(order).catch(() => undefined);
      const opened = await shop.until(order, ({ attempts }) => attempts.length > 0);
      return String(opened.checkout_url);
    },
  },
  {
    name: 'waiting',
    state: 'waiting',
    make: async (stage) => {
      const order = await stage.order();
      await stage.shop.pay(order);
      return stage.address(order);
    },
  },
  {
    name: 'question',
    state: 'waiting',
    make: async (stage) => {
      const order = await stage.order();
      await stage.shop.pay(order);
      return `${await stage.address(order)}?to=alipay%3Aqr`;
    },
  },
  {
    name: 'expired',
    state: 'expired',
    make: async (stage) => {
      const order = await stage.orderUnder(shortLife);
      await stage.shop.pay(order);
      return stage.address(order);
    },
  },
  {
    name: 'confirming',
    state: 'confirming',
    make: async (stage) => {
      const order = await stage.order();
      await stage.shop.pay(order);
      return `${await stage.address(order)}/return`;
    },
  },
  {
    name: 'paid',
    state: 'paid',
    make: async (stage) => {
      const { shop, street, addresses } = stage;
      const order = await stage.order({ return_url: `${addresses.sandbox}/phone` });
      await street.pay(String((await shop.pay(order)).body.id));
      return String((await shop.until(order, isPaid)).checkout_url);
    },
  },
  {
    name: 'refunding',
    state: 'refunding',
    make: async (stage) => {
      const order = await stage.order();
      await stage.street.fault('refund', 'refund_slow', order, { delay_ms: longMs });
      return withRefund(stage, order);
    },
  },
  {
    name: 'refunded',
    state: 'refunded',
    make: async (stage) => {
      const order = await stage.order();
      const address = await withRefund(stage, order);
      await stage.shop.until(order, ({ refunds }) => refunds[0].status === 'succeeded');
      return address;
    },
  },
  {
    name: 'closed',
    state: 'closed',
    make: async (stage) => {
      const order = await stage.order();
      await stage.shop.call('POST', `/v1/orders/${order}/close`);
      await stage.shop.until(order, ({ status }) => status === 'closed');
      return stage.address(order);
    },
  },
  {
    name: 'unknown',
    state: 'unknown',
    settings: { mayFail: /404/ },
    make: async ({ addresses }) => Promise.resolve(`${addresses.api}/pay/${'x'.repeat(32)}`),
  },
  {
    name: 'offline',
    state: 'offline',
    settings: { mayFail: /ERR_INTERNET_DISCONNECTED/ },
    make: async (stage) => {
      const order = await stage.order();
      await stage.shop.pay(order);
      return stage.address(order);
    },
    then: async (page) => {
      await untilShown(page, 'waiting');
      await page.context().setOffline(true);
    },
  },
];

type Look = Readonly<{ language: PageLanguage; width: number; colorScheme?: 'dark' }>;

/** Brings a scene about and shows it. */
export async function showScene(
  stage: CashierStage,
  { state, make, then, settings }: Scene,
  { language, ...look }: Look,
): Promise<Page> {
  const page = await stage.page({ locale: language, height: 800, ...settings, ...look });
  await page.goto(await make(stage));
  await then?.(page);
  await untilShown(page, state);
  return page;
}
