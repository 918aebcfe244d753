import { describe, expect, test } from 'vitest';
import { busyPage, cashierPage } from './cashier-page.ts';
import type { CashierView } from './cashier-view.ts';
import { moneyText } from './money-text.ts';
import { leftText } from './parts/countdown.ts';
import type { ShownPage } from './shown-page.ts';
import { en } from './texts/en.ts';
import { chooseLanguage, languages } from './texts/languages.ts';
import type { Texts } from './texts/texts.ts';

const nowMs = Date.parse('2026-12-01T12:00:00.000Z');
const evil = `"><script>alert(1)</script>'&`;

const view: CashierView = {
  orderId: 'A-1',
  merchant: evil,
  description: evil,
  amount: { currency: 'CNY', value: 1_999, exponent: 2 },
  status: 'open',
  held: false,
  isGivenBack: false,
  version: 3,
  expiresAtMs: nowMs + 900_000,
  returnUrl: `https://shop.example/?a=1&b="${evil}`,
  payment: null,
  payable: [],
  lateAnswerByMs: null,
  returns: [],
  choices: [
    { channel: 'wechat', title: 'WeChat Pay', method: 'qr', account: null, asks: [] },
    { channel: 'voucher', title: 'A voucher', method: 'paper', account: 'b', asks: ['tax_id'] },
  ],
  isInsideApp: false,
};

function pageOf(change: Partial<CashierView>, texts: Texts = en): string {
  const shown: ShownPage = {
    view: { ...view, ...change },
    texts,
    isLanguageAsked: false,
    nowMs,
    place: 'pay',
    addresses: { page: '/pay/T', assets: '/pay-assets/x/' },
    clickId: 'click',
    question: null,
    trouble: null,
  };
  return cashierPage(shown);
}

test('whatever an order is called, the page holds no tag and no attribute of it', () => {
  for (const status of ['open', 'paid', 'closing', 'closed'] as const) {
    const page = pageOf({ status });
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
    expect(page.match(/<script/g)).toHaveLength(1);
  }
});

test('each choice is a form with a key of its own, and asks for what its method needs', () => {
  const page = pageOf({});
  expect(page).toContain('value="click-wechat-qr"');
  expect(page).toContain('value="click-voucher-paper-b"');
  expect(page.match(/name="tax_id"/g)).toHaveLength(1);
  // A channel without a mark and a name of its own is shown by its title.
  expect(page).toContain('A voucher');
});

test('without a script a page is loaded anew: paid and closed ones seldom, for money may go back', () => {
  const again = /<noscript><meta http-equiv="refresh" content="(\d+);url=\/pay\/T"/;
  expect(again.exec(pageOf({ status: 'closing' }))?.[1]).toBe('5');
  expect(again.exec(pageOf({ status: 'paid' }))?.[1]).toBe('60');
  expect(again.exec(pageOf({ status: 'closed' }))?.[1]).toBe('60');
  expect(pageOf({})).not.toMatch(/http-equiv="refresh"/);
});

describe('a page in place of an answer', () => {
  const addresses = { page: '/pay/T', assets: '/pay-assets/x/' };
  const frame = { texts: en, addresses, isLanguageAsked: true };
  const asked = { place: 'pay', to: null, isClick: false, againInS: 2 } as const;

  test('leaves the shopper where he is, in his language', () => {
    const page = busyPage(frame, { ...asked, place: 'return' });
    expect(page).toContain('content="2;url=/pay/T/return?lang=en"');
    expect(page).toContain('<a class="button" href="/pay/T/return?lang=en">');
    expect(page).toContain('href="/pay/T/return?lang=pt-BR"');
  });

  test('goes on asking what was asked', () => {
    const page = busyPage(frame, { ...asked, to: 'alipay:qr' });
    expect(page).toContain('href="/pay/T?to=alipay%3Aqr&amp;lang=en"');
  });

  test('promises nothing of a click that it lost', () => {
    const page = busyPage(frame, { ...asked, isClick: true });
    expect(page).toContain(en.busyClickHint);
    expect(page).not.toContain(en.busyHint);
    expect(page).toContain('content="2;url=/pay/T?lang=en"');
  });
});

test.each(languages.map((texts) => [texts.language, texts] as const))(
  'the paid dialog says in %s that the order is paid, by its id',
  (_language, texts) => {
    const dialog = /<dialog open[\s\S]*<\/dialog>/.exec(pageOf({ status: 'paid' }, texts))?.[0];
    expect(dialog).toContain(texts.paidHint('A-1'));
  },
);

test('money is written exactly, whatever its exponent and size', () => {
  expect(moneyText({ currency: 'CNY', value: 1_999, exponent: 2 }, 'zh-CN')).toBe('¥19.99');
  expect(moneyText({ currency: 'CNY', value: 5, exponent: 2 }, 'en')).toBe('CN¥0.05');
  expect(moneyText({ currency: 'JPY', value: 1_234, exponent: 0 }, 'en')).toBe('¥1,234');
  expect(moneyText({ currency: 'KWD', value: 1_234, exponent: 3 }, 'en')).toMatch(/1\.234$/);
  expect(moneyText({ currency: 'BRL', value: 123_456, exponent: 2 }, 'pt-BR')).toMatch(
    /1\.234,56$/,
  );
  expect(moneyText({ currency: 'USD', value: 9_007_199_254_740_991, exponent: 2 }, 'en')).toBe(
    '$90,071,992,547,409.91',
  );
});

test('what is left is rounded up, so that nothing is shown as over before it is', () => {
  expect([0, 1, 59_001, 60_000, 3_600_000, 90_061_000].map(leftText)).toEqual([
    '00:00',
    '00:01',
    '01:00',
    '01:00',
    '1:00:00',
    '25:01:01',
  ]);
});

test('the language is the one asked for, else the best of the browser’s, else English', () => {
  const of = (asked: string | null, accepted?: string) => chooseLanguage(asked, accepted).language;
  expect(of('pt-BR', 'zh-CN')).toBe('pt-BR');
  expect(of('zh', undefined)).toBe('zh-CN');
  expect(of('xx', 'fr-FR,pt;q=0.4,zh-TW;q=0.8')).toBe('zh-CN');
  expect(of(null, 'zh;q=0, en-GB')).toBe('en');
  expect(of(null, 'fr')).toBe('en');
  expect(of(null, ';;q=,,')).toBe('en');
});
