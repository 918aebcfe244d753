import { alipay } from '../../../channels/alipay/alipay-channel.ts';
import * as gateway from '../../../channels/alipay/gateway.fixture.ts';
import { openChannels } from '../../../channels/channel-directory.ts';
import * as platform from '../../../channels/wechat/platform.fixture.ts';
import { wechat } from '../../../channels/wechat/wechat-channel.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, vi } from 'vitest';
import { z } from 'zod';
import { runRelay } from '../../../api/callbacks/relay.ts';
import { type RunningApi, startApi } from '../api/api-without-engine.ts';
import { call, exampleOrder, type Got } from '../api/http-call.ts';
import { rulesEngine } from './rules-engine.ts';

const nobody = 'http://127.0.0.1:1';
const made = z.object({ id: z.string() });

/** The API on a real ledger, with WeChat and Alipay whose keys the test holds. */
export function openEdge(): Promise<RunningApi> {
  const channels = {
    wechat: { accounts: { default: platform.settingsFor(nobody) } },
    alipay: { accounts: { default: gateway.settingsFor(nobody) } },
  };
  return startApi(rulesEngine, openChannels([wechat, alipay], channels, String));
}

export function fresh(): Readonly<Record<string, string>> {
  return { 'idempotency-key': randomUUID() };
}

/** An order of 19.99 yuan, with a code. */
export async function offeredOrder(
  api: RunningApi,
  channel: 'wechat' | 'alipay',
): Promise<Readonly<{ id: string; number: string }>> {
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id } });
  const attempt = await call(api, `POST /v1/orders/${id}/attempts`, {
    headers: fresh(),
    body: { channel, method: 'qr' },
  });
  return { id, number: made.parse(attempt.json()).id };
}

/** What WeChat says of a payment of 19.99 yuan. */
export function wechatTrade(number: string): object {
  return {
    mchid: platform.mchid,
    appid: platform.appid,
    out_trade_no: number,
    transaction_id: `T${number}`,
    trade_state: 'SUCCESS',
    trade_state_desc: 'paid',
    success_time: new Date().toISOString(),
    amount: { total: 1999, payer_total: 1999, currency: 'CNY' },
  };
}

/** Sends what WeChat signed. */
export function sayWechat(
  api: RunningApi,
  text: string,
  envelope: Readonly<Record<string, unknown>> = {},
): Promise<Got> {
  const resource = platform.seal(text);
  const body = JSON.stringify({
    id: `EV-${randomUUID()}`,
    event_type: 'TRANSACTION.SUCCESS',
    resource,
    ...envelope,
  });
  const headers = platform.signedHeaders(body);
  return call(api, 'POST /callbacks/wechat/default', { key: null, raw: body, headers });
}

/** Hands callbacks over to their orders until the test file ends. */
export function startRelay(api: RunningApi): void {
  const stopping = new AbortController();
  const relay = runRelay({ ...api.deps, stopping: stopping.signal });
  afterAll(async () => {
    stopping.abort();
    await relay;
  });
}

/** Resolves once no callback waits: each is consumed or unmatched, or says nothing to the rules. */
export async function untilTaken(api: RunningApi): Promise<void> {
  const waiting = async (): Promise<unknown> =>
    (
      await api.database.query<Record<string, unknown>>(
        `select event_id, news from inbox where state in ('received', 'handed_over')`,
      )
    ).rows;
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), { timeout: 20_000 });
}
