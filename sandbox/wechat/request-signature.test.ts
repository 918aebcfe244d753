import { randomBytes, sign } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { nativeBody, openPluginShop, type PluginShop } from '../../test/sandbox/plugin-shop.ts';

const shop: PluginShop = await openPluginShop();
afterAll(() => shop.close());

type Sending = Readonly<{
  signedPath?: string;
  sentPath?: string;
  signedBody?: string;
  timestamp?: number;
  serial?: string;
  mchid?: string;
}>;

const number = 'SIGN0001';
const createPath = '/v3/pay/transactions/native';

async function post(sending: Sending): Promise<Response> {
  const { credentials, sandbox } = shop;
  const body = JSON.stringify(nativeBody(shop, number));
  const { signedPath = createPath, sentPath = `/wechat${createPath}`, signedBody = body } = sending;
  const { timestamp = Math.floor(Date.now() / 1000), serial = credentials.serial_no } = sending;
  const nonce = randomBytes(16).toString('hex');
  const message = `POST\n${signedPath}\n${timestamp}\n${nonce}\n${signedBody}\n`;
  const signature = sign('sha256', Buffer.from(message), credentials.private_key_pem);
  const fields = {
    mchid: sending.mchid ?? credentials.mchid,
    nonce_str: nonce,
    signature: signature.toString('base64'),
    timestamp: timestamp.toString(),
    serial_no: serial,
  };
  const pairs = Object.entries(fields).map(([key, value]) => `${key}="${value}"`);
  return fetch(`${sandbox.url}${sentPath}`, {
    method: 'POST',
    body,
    headers: {
      Authorization: `WECHATPAY2-SHA256-RSA2048 ${pairs.join(',')}`,
      'Content-Type': 'application/json',
    },
  });
}

test('the path counts as signed with and without the prefix of the sandbox', async () => {
  expect((await post({ signedPath: createPath })).status).toBe(200);
  expect((await post({ signedPath: `/wechat${createPath}` })).status).toBe(200);
});

test.each<[string, Sending]>([
  ['another path', { signedPath: '/v3/pay/transactions/h5' }],
  ['another query', { sentPath: `/wechat${createPath}?a=1` }],
  ['another body', { signedBody: '{}' }],
  ['a time six minutes ago', { timestamp: Math.floor(Date.now() / 1000) - 360 }],
  ['a time that is none', { timestamp: Number.NaN }],
  ['an unknown certificate', { serial: 'ABCDEF' }],
  ['an unknown merchant', { mchid: '1600000000' }],
])(
  'a signature over %s is refused with 401 SIGN_ERROR and has no effect',
  async (_what, sending) => {
    const before = (await shop.control('money')).data;
    const response = await post(sending);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'SIGN_ERROR' });
    expect((await shop.control('money')).data).toEqual(before);
  },
);
