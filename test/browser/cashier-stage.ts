import type { Page } from 'playwright-core';
import type { PageState as DrawnState } from '../../checkout/page-state.ts';
import type { Addresses } from '../kit/addresses.ts';
import type { PageSettings } from '../kit/browser/watched-page.ts';
import { Shop, Street } from '../kit/shop.ts';

/** The page's languages, as a browser asks for them and as the page says them. */
export const pageLanguages = ['zh-CN', 'en', 'pt-BR'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

/** What the page shows: `data-state` of its `<main>`. @see docs/api.md#cashier-page */
export type PageState = DrawnState | 'offline';

/** Ways to pay that a screen beside the phone offers. */
export const wechatQr = { channel: 'wechat', method: 'qr' } as const;
export const alipayQr = { channel: 'alipay', method: 'qr' } as const;
export type WayToPay = Readonly<{ channel: string; method: string }>;

/** Opens an empty page with these settings; the caller's way to see that nothing went wrong on it. */
export type OpenPage = (settings: PageSettings) => Promise<Page>;

type Visit = Partial<PageSettings> &
  Readonly<{ /** After the page's own address. */ path?: string }>;

type Terms = Readonly<Record<string, unknown>>;
type Installation = Readonly<{ addresses: Addresses; dataFolder: string }>;

/** The shopper's side of a running PaidOnce: what the screen shows, and what the phone does. */
export class CashierStage {
  readonly shop: Shop;
  readonly ops: Shop;
  readonly street: Street;
  readonly addresses: Addresses;
  /** What the installation keeps on the disk, its logs among it. */
  readonly dataFolder: string;
  readonly #open: OpenPage;
  readonly #terms: () => Terms;

  /** @param terms of every order, where they are not told; for pictures */
  constructor(
    { addresses, dataFolder }: Installation,
    open: OpenPage,
    terms: () => Terms = () => ({}),
  ) {
    this.addresses = addresses;
    this.dataFolder = dataFolder;
    this.#terms = terms;
    this.shop = new Shop(addresses);
    this.ops = new Shop(addresses, addresses.ops_key);
    this.street = new Street(addresses);
    this.#open = open;
  }

  /** Makes an order of 19.99 yuan unless told otherwise. @returns its id */
  async order(terms: Terms = {}): Promise<string> {
    return this.shop.order({ ...this.#terms(), ...terms });
  }

  /** The address of an order's page. */
  async address(order: string): Promise<string> {
    return String((await this.shop.get(order)).checkout_url);
  }

  /** Opens an empty page that may ask PaidOnce and the sandbox, and nobody else. */
  async page(settings: Partial<PageSettings> = {}): Promise<Page> {
    const { api, sandbox } = this.addresses;
    return this.#open({ origins: [api, sandbox], ...settings });
  }

  /** Opens an order's page as a shopper does. */
  async cashier(order: string, { path = '', ...settings }: Visit = {}): Promise<Page> {
    const page = await this.page(settings);
    await page.goto(`${await this.address(order)}${path}`);
    return page;
  }

  /** What a camera reads is opened on the sandbox's phone, and Pay is tapped. */
  async scanAndPay(code: string): Promise<void> {
    const phone = await this.page({ width: 360, height: 740 });
    await phone.goto(`${this.addresses.sandbox}/phone?code=${encodeURIComponent(code)}`);
    await phone.getByRole('button', { name: 'Pay', exact: true }).click();
    await phone.getByText('Paid. Thank you.').waitFor();
  }

  /** Makes an order on other terms of its merchant than this one's usual ones. */
  async orderUnder(policy: Terms, terms: Terms = {}): Promise<string> {
    const { merchant = 'demo' } = this.addresses;
    const set = async (to: Terms): Promise<void> => {
      const answer = await this.ops.call('PATCH', `/v1/merchants/${merchant}`, { policy: to });
      if (answer.status !== 200) throw new Error(`no policy: ${JSON.stringify(answer.body)}`);
    };
    await set(policy);
    try {
      return await this.order(terms);
    } finally {
      await set({});
    }
  }
}
