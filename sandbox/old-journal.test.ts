import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decorator } from 'wechatpay-axios-plugin';
import { afterAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createSandbox } from './create-sandbox.ts';
import { readCredentials } from '../test/sandbox/plugin-shop.ts';
import { openSdk, readAlipayCredentials } from '../test/sandbox/sdk-shop.ts';

/**
 * `old-journal.jsonl` was written by the sandbox of 2026-11-30, before its channels had one
 * engine: 36 payments of both, with every fault that leaves a trace. `old-journal-told.jsonl` is
 * what that same sandbox told of it, at once and two days later.
 */
const kept = (name: string): string => join(import.meta.dirname, '../test/sandbox', name);
const writtenAtMs = 1_796_023_976_923;
const twoDaysMs = 2 * 86_400_000;

const objectSchema = z.record(z.string(), z.unknown());
const toldSchema = z.object({ money: objectSchema, answers: objectSchema });
type Told = z.infer<typeof toldSchema>;
const [oldAtOnce, oldTwoDaysLater] = z
  .tuple([toldSchema, toldSchema])
  .parse(
    JSON.parse(
      `[${readFileSync(kept('old-journal-told.jsonl'), 'utf8').trim().replace('\n', ',')}]`,
    ),
  );

const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

async function answerOf(call: Promise<{ data: unknown }>): Promise<unknown> {
  const failureSchema = z.object({ response: z.object({ data: objectSchema }) });
  const data = await call.then(
    (answer) => answer.data,
    (error: unknown) => failureSchema.parse(error).response.data,
  );
  // The keys and ids of the account are issued anew: the fixture has no credentials in it.
  const issuedAnew = ['appid', 'mchid'];
  const fields = Object.entries(objectSchema.parse(data));
  return Object.fromEntries(fields.filter(([name]) => !issuedAnew.includes(name)));
}

/** Asks again all that the old sandbox was asked. */
async function ask(url: string, names: readonly string[]): Promise<Told> {
  const issued = readCredentials(dataDir);
  const settings = {
    mchid: issued.mchid,
    serial: issued.serial_no,
    privateKey: issued.private_key_pem,
    certs: issued.platform_keys,
    baseURL: `${url}/wechat/`,
  };
  const wechat = Decorator.jsonBased(settings);
  const params = { mchid: issued.mchid };
  const alipay = openSdk(readAlipayCredentials(dataDir), `${url}/alipay/gateway.do`);
  const answers: Record<string, unknown> = {};
  for (const name of names) {
    const [number = '', refundNumber] = name.split(' ');
    if (number.startsWith('W')) {
      const path =
        refundNumber === undefined
          ? `v3/pay/transactions/out-trade-no/${number}`
          : `v3/refund/domestic/refunds/${refundNumber}`;
      answers[name] = await answerOf(wechat.get(path, { params }));
    } else {
      const method = refundNumber === undefined ? 'query' : 'fastpay.refund.query';
      const content = { out_trade_no: number, out_request_no: refundNumber };
      answers[name] = await alipay.exec(`alipay.trade.${method}`, { biz_content: content });
    }
  }
  const money = objectSchema.parse(await (await fetch(`${url}/_sandbox/money`)).json());
  return { money, answers };
}

test('a folder of an older sandbox is read: same money, same answers, and what was planned happens', async () => {
  copyFileSync(kept('old-journal.jsonl'), join(dataDir, 'journal.jsonl'));
  const clock = { ms: writtenAtMs };
  const options = { dataDir, nowMs: () => clock.ms };
  const atOnce = await createSandbox(options);
  const names = Object.keys(oldAtOnce.answers);
  expect(names.length).toBeGreaterThan(40);
  expect(await ask(atOnce.url, names)).toEqual(oldAtOnce);
  const armed = objectSchema.parse(await (await fetch(`${atOnce.url}/_sandbox/faults`)).json());
  expect(armed['faults']).toMatchObject([
    { channel: 'wechat', kind: 'rate_limited', times: 3 },
    { channel: 'alipay', kind: 'rate_limited', times: 3 },
  ]);
  await atOnce.close();

  clock.ms += twoDaysMs;
  const later = await createSandbox(options);
  await vi.waitFor(async () => expect(await ask(later.url, names)).toEqual(oldTwoDaysLater), {
    timeout: 20_000,
    interval: 50,
  });
  await later.close();
}, 120_000);
