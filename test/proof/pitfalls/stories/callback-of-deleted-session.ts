import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { expect } from 'vitest';
import { createWechatChannel } from '../../../../channels/wechat/wechat-channel.ts';
import type { Json } from '../../../kit/shop.ts';
import { wechatUnderTest } from '../../../component/channels/wechat-shop.ts';
import { inboxOf } from '../inbox.ts';
import type { Stage } from '../stage.ts';
import { amount, eventually, untilPaidOnce } from '../steps.ts';
import type { Story } from '../story.ts';

const issued = z.object({
  wechat: z.object({ accounts: z.object({ default: z.record(z.string(), z.unknown()) }) }),
});

/**
 * A payment on our merchant account that this installation has no record of.
 *
 * @returns its number
 */
async function strangersPayment({ paidonce, street }: Stage): Promise<string> {
  const { api, sandbox } = paidonce.addresses;
  const file = join(paidonce.dataFolder, 'sandbox', 'credentials.json');
  const { accounts } = issued.parse(JSON.parse(readFileSync(file, 'utf8'))).wechat;
  const limits = { timeoutMs: 5_000, largestBodyBytes: 1024 * 1024 };
  const channel = createWechatChannel({ limits, now: () => Date.now() });
  const settings = wechatUnderTest.settings(accounts.default, `${sandbox}/wechat`);
  const number = randomBytes(13).toString('hex').toUpperCase();
  const nowMs = Date.now();
  const { answer } = await channel.open(settings, String).create(
    {
      paymentNumber: number,
      method: 'qr',
      amount: { amountMinor: amount, currency: 'CNY' },
      expiresAtMs: nowMs + 240_000,
      plannedAtMs: nowMs,
      description: 'Two tickets',
      orderReference: 'gone/A-1',
      notifyUrl: `${api}/callbacks/wechat/default`,
      returnUrl: null,
      shopper: {},
    },
    AbortSignal.timeout(10_000),
  );
  expect(answer.kind).toBe('offered');
  await street.pay(number);
  return number;
}

async function attentionTo({ ops }: Stage, number: string): Promise<Json> {
  const list = await ops.call('GET', '/v1/attention');
  return list.body.data.find((one: Json) => one.number === number);
}

export const callbackOfDeletedSession: Story = {
  pitfall: 'A callback for a session that was deleted',
  sources: [
    {
      name: 'medusajs/medusa pull request #11866',
      url: 'https://github.com/medusajs/medusa/pull/11866',
    },
    {
      name: 'medusajs/medusa pull request #11798',
      url: 'https://github.com/medusajs/medusa/pull/11798',
    },
  ],
  there:
    'Creating the payment answers with an error, the clean-up deletes the payment session, and the webhook of the payment that succeeded all the same finds nothing: a "ghost payment".',
  here: 'No attempt is ever deleted: an attempt whose create only brought errors can be paid like any other. A success under a number that nobody here knows is acknowledged, set aside as `unmatched`, and waits for a person.',
  test: 'nothing-lost: a payment of an attempt given up wins, one of an unknown number waits for a person',
  play: async (stage) => {
    const { shop, ops, street } = stage;
    const id = await shop.order();
    await street.fault('create', 'error_after', id, { channel: 'alipay', times: 50 });
    await shop.pay(id, { channel: 'alipay' });
    const [given] = (await shop.get(id)).attempts;
    expect(given).toMatchObject({ status: 'opening', action: null });
    await street.pay(String(given.id), 'alipay');
    expect(await untilPaidOnce(stage, id)).toMatchObject({ winner: given.id });

    const unknown = await strangersPayment(stage);
    await eventually('the unknown payment in the list of attention', async () =>
      Boolean(await attentionTo(stage, unknown)),
    );
    // It is acknowledged, so the channel does not call again.
    expect((await inboxOf(stage, unknown)).map((one) => one.state)).toEqual(['unmatched']);
    const item = await attentionTo(stage, unknown);
    expect(item).toMatchObject({ kind: 'unmatched', number: unknown, order: null });
    const body = { reason: 'refunded at the console' };
    const resolved = await ops.call('POST', `/v1/attention/${item.id}/resolve`, body);
    expect(resolved.status).toBe(200);
    expect(await attentionTo(stage, unknown)).toBeUndefined();
  },
};
