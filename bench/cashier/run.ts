/**
 * `npm run bench:cashier`: how long it takes from a channel's callback to the dialog on the shopper's
 * screen, in a real Chromium against the processes of `npm start` on real time. A report; nothing is
 * asserted. `-- --orders N` for other than 100.
 */
import { parseArgs } from 'node:util';
import { openDatabase } from '../../ledger/database/database.ts';
import { CashierStage } from '../../test/browser/cashier-stage.ts';
import { numbers, untilShown } from '../../test/browser/cashier-steps.ts';
import { shareBrowser } from '../../test/kit/browser/shared-browser.ts';
import { openWatchedPage } from '../../test/kit/browser/watched-page.ts';
import { startPaidOnce } from '../../test/kit/paidonce.ts';
import { quantile } from '../overload/quantile.ts';

/** Resolves with the moment at which the dialog was drawn, ms since 1970. */
const dialogDrawn = `globalThis.drawn = new Promise((done) => {
  const look = () => {
    if (document.querySelector('dialog[open]') === null) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())));
  };
  const watch = new MutationObserver(look);
  watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true });
}); undefined`;

type Times = Readonly<{ sinceTap: number; sinceCallback: number }>;

const { values } = parseArgs({ options: { orders: { type: 'string', default: '100' } } });
const [paidonce, { browser, stop }] = await Promise.all([startPaidOnce(), shareBrowser()]);
const ledger = openDatabase(paidonce.addresses.database, { applicationName: 'paidonce-bench' });

/** When the callback of a payment was written down, ms since 1970. */
async function callbackAtMs(number: string): Promise<number> {
  const { rows } = await ledger.query(
    'select extract(epoch from min(received_at)) * 1000 as at from inbox where channel_number = $1',
    [number],
  );
  return Number((rows as readonly Readonly<{ at: unknown }>[])[0]?.at);
}

async function payOne(): Promise<Times> {
  const opened = await openWatchedPage(browser, { origins: [paidonce.addresses.api] });
  const stage = new CashierStage(paidonce, () => Promise.resolve(opened.page));
  const order = await stage.order();
  await stage.shop.pay(order);
  const page = await stage.cashier(order);
  await untilShown(page, 'waiting');
  await page.evaluate(dialogDrawn);
  const [number = ''] = await numbers(stage, order);
  const tapMs = Date.now();
  await stage.street.pay(number);
  const drawnMs = Number(await page.evaluate('globalThis.drawn'));
  await opened.close();
  return { sinceTap: drawnMs - tapMs, sinceCallback: drawnMs - (await callbackAtMs(number)) };
}

try {
  const times: Times[] = [];
  for (let at = 0; at < Number(values.orders); at += 1) times.push(await payOne());
  for (const name of ['sinceCallback', 'sinceTap'] as const) {
    const all = times.map((one) => one[name]);
    const [p50, p95, most] = [0.5, 0.95, 1].map((share) => quantile(all, share));
    process.stdout.write(`${name}: p50 ${p50} ms, p95 ${p95} ms, most ${most} ms\n`);
  }
} finally {
  await ledger.close();
  await stop();
  await paidonce.stop();
}
