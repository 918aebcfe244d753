import { expect, test } from 'vitest';
import { cashierPage } from './cashier-page.ts';
import type { CashierView, ShownPayment, ShownReturn } from './cashier-view.ts';
import type { ShownPage } from './shown-page.ts';
import { en } from './texts/en.ts';
import { languages } from './texts/languages.ts';

/** What the page says where a wrong word makes a shopper pay twice, or not wait. */
const nowMs = Date.parse('2026-12-01T12:00:00.000Z');
const minuteMs = 60_000;

const view: CashierView = {
  orderId: 'A-1',
  merchant: 'Shop',
  description: 'Two tickets',
  amount: { currency: 'CNY', value: 1_999, exponent: 2 },
  status: 'open',
  held: false,
  isGivenBack: false,
  version: 3,
  expiresAtMs: nowMs + 15 * minuteMs,
  returnUrl: null,
  payment: null,
  payable: [],
  lateAnswerByMs: null,
  returns: [],
  choices: [
    { channel: 'wechat', title: 'WeChat Pay', method: 'qr', account: null, asks: [] },
    { channel: 'alipay', title: 'Alipay', method: 'qr', account: null, asks: [] },
  ],
  isInsideApp: false,
};

const offered: ShownPayment = {
  channel: 'wechat',
  title: 'WeChat Pay',
  method: 'qr',
  account: 'default',
  status: 'offered',
  action: { type: 'qr', content: 'weixin://x' },
  startedAtMs: nowMs - minuteMs,
  expiresAtMs: nowMs + 5 * minuteMs,
  isBoundElsewhere: false,
};

const goesBack: ShownReturn = {
  channel: 'wechat',
  title: 'WeChat Pay',
  money: view.amount,
  standing: 'under_way',
  to: 'bank',
  atMs: null,
  wentAtMs: null,
  isSecond: true,
};

function pageOf(change: Partial<CashierView>, page: Partial<ShownPage> = {}): string {
  return cashierPage({
    view: { ...view, ...change },
    texts: en,
    isLanguageAsked: false,
    nowMs,
    place: 'pay',
    addresses: { page: '/pay/T', assets: '/pay-assets/x/' },
    clickId: 'click',
    question: null,
    trouble: null,
    ...page,
  });
}

/** What stands under the heading, without tags. */
function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

const headings = (html: string): string[] =>
  [...html.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, text = '']) => text.trim());
const stateOf = (html: string): string | undefined => /data-state="(\w+)"/.exec(html)?.[1];

test('a held order says that a person looks, and offers nothing to pay', () => {
  for (const texts of languages) {
    const page = pageOf({ held: true, payment: offered, payable: [offered] }, { texts });
    expect(stateOf(page)).toBe('confirming');
    expect(page).toContain('data-held="true"');
    expect(headings(page)).toEqual([texts.heldTitle]);
    expect(page).toContain(texts.heldHint);
    expect(page).not.toMatch(/<form|data-code/);
  }
});

test('of a paid order the first word is that it is paid; what comes back is second', () => {
  const second = { ...goesBack, standing: 'done', wentAtMs: nowMs } as const;
  for (const texts of languages) {
    for (const [returns, state] of [
      [[goesBack], 'refunding'],
      [[second], 'refunded'],
    ] as const) {
      const page = pageOf({ status: 'paid', returns: [...returns] }, { texts });
      expect(stateOf(page)).toBe(state);
      expect(page).toContain(`<title>${texts.titles.paid} `);
      expect(headings(page)).toEqual([texts.paidTitle]);
      expect(page.indexOf(texts.paidHint('A-1'))).toBeLessThan(page.indexOf(texts.returnsTitle));
      expect(page).toContain(texts.paidTwice);
    }
  }
});

test('a payment that was given back whole is not called paid and no more', () => {
  const back = { ...goesBack, isSecond: false, standing: 'done', wentAtMs: nowMs } as const;
  const page = pageOf({ status: 'paid', isGivenBack: true, returns: [back] });
  expect(page).toContain(`<title>${en.givenBackTitle} `);
  expect(headings(page)).toEqual([en.givenBackTitle]);
  expect(page).toContain('already paid');
  expect(page).not.toContain(en.paidTwice);
});

test('a refusal forgets no payment of before: other ways stand behind the question', () => {
  const failed = { ...offered, channel: 'alipay', status: 'failed', action: null } as const;
  const page = pageOf({ payment: failed, payable: [offered] });
  expect(stateOf(page)).toBe('confirming');
  expect(page).toContain(en.earlierHint);
  expect(page.match(/data-pay/g)).toHaveLength(2);
  expect(page).not.toContain('name="switch"');
  const question = view.choices[1] ?? null;
  const asked = pageOf({ payment: failed, payable: [offered] }, { question });
  expect(headings(asked)).toEqual([en.askTitle]);
  expect(asked).toMatch(/name="switch"\s+value="yes"/);
});

test('"no money moved" is not said alone while another payment may still arrive', () => {
  const trouble = { kind: 'refused', again: null } as const;
  expect(pageOf({ payment: offered, payable: [offered] }, { trouble })).toContain(
    en.earlierMayArrive,
  );
  expect(pageOf({}, { trouble })).not.toContain(en.earlierMayArrive);
});

test('a dead payment is begun anew without a question only where no other way may be paid', () => {
  const expired = { ...offered, expiresAtMs: nowMs } as const;
  const again = (payable: CashierView['payable']): boolean =>
    /name="switch"/.test(pageOf({ payment: expired, payable }));
  expect(again([offered])).toBe(true);
  expect(again([offered, { ...offered, channel: 'alipay' }])).toBe(false);
});

test('a new code is promised of codes alone, and only where the order goes on after it', () => {
  expect(pageOf({ payment: offered })).toContain(en.minuteLeft);
  const last = pageOf({ payment: { ...offered, expiresAtMs: view.expiresAtMs } });
  expect(last).not.toContain(en.minuteLeft);
  expect(last).toContain(en.lastMinute);
  const link = { type: 'redirect', url: 'https://pay.example/' } as const;
  expect(pageOf({ payment: { ...offered, action: link } })).not.toContain(en.minuteLeft);
});

test('what opens for long says so, and offers the other ways behind the question', () => {
  const opening = { ...offered, status: 'opening', action: null, startedAtMs: nowMs } as const;
  const soon = pageOf({ payment: opening, payable: [opening] });
  expect(soon).toMatch(/data-later="8000"\s+hidden/);
  const long = pageOf({ payment: { ...opening, startedAtMs: nowMs - 9_000 }, payable: [opening] });
  expect(long).toMatch(/data-later="0"\s*>/);
  expect(wordsOf(long)).toContain(en.openingLonger);
  expect(long.match(/data-pay/g)).toHaveLength(1);
  expect(long).not.toContain('name="switch"');
});

test('a link of another network says so, instead of being called expired', () => {
  const payment = { ...offered, action: null, isBoundElsewhere: true };
  const page = pageOf({ payment, payable: [payment] });
  expect(headings(page)).toEqual([en.elsewhereTitle]);
  expect(page).toContain(`<title>${en.elsewhereTitle} `);
});

test('money arrives by a day to come, and went back on one that was; each names its moment', () => {
  const dayMs = 86_400_000;
  const done = { ...goesBack, standing: 'done', wentAtMs: nowMs - dayMs } as const;
  const said = (one: ShownReturn): string =>
    wordsOf(pageOf({ status: 'closed', returns: [one] })).replaceAll(/ \./g, '.');
  expect(said({ ...done, atMs: nowMs + dayMs })).toContain('It arrives by Dec 2, 2026');
  expect(said({ ...done, atMs: nowMs - 1 })).toContain('On Nov 30, 2026, 12:00 PM UTC.');
  expect(said({ ...goesBack, atMs: nowMs - dayMs })).not.toMatch(/Nov|It arrives/);
  expect(pageOf({ status: 'closed', returns: [done] })).toContain(
    '<time datetime="2026-11-30T12:00:00.000Z">',
  );
});
