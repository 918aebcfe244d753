import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeQr } from '../kit/browser/decode-qr.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { CashierStage, wechatQr } from './cashier-stage.ts';
import { book, choose, markDocument, paidDialog } from './cashier-steps.ts';
import { openVisits, type Visits } from './visits.ts';

/** A PaidOnce of the file's own: its API is killed. */
let paidonce: RunningPaidOnce;
let visits: Visits;
let stage: CashierStage;

beforeAll(async () => {
  [paidonce, visits] = await Promise.all([startPaidOnce({ timeScale: 0.05 }), openVisits()]);
  stage = new CashierStage(paidonce, visits.visit);
});

afterAll(async () => {
  await visits.stop();
  await paidonce.stop();
});

test('the API is killed while a page waits, and the page shows the payment once it is back', async () => {
  const order = await stage.order();
  const page = await stage.cashier(order, { mayFail: /ERR_|Failed to load/ });
  await choose(page, wechatQr);
  const isSameDocument = await markDocument(page);
  const code = await decodeQr(page, '[data-code]');
  const api = paidonce.pid('api');
  process.kill(api, 'SIGKILL');
  await stage.scanAndPay(code);
  await paidonce.replaced('api', api);
  await paidDialog(page).waitFor();
  expect(await isSameDocument()).toBe(true);
  expect(await book(stage, order)).toEqual({ net: 1999, captured: 1999, charges: 1 });
});
