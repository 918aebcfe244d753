import { sign, verify } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  openSdk,
  openSdkShop,
  precreateContent,
  type SdkShop,
} from '../../test/sandbox/sdk-shop.ts';

const shop: SdkShop = await openSdkShop();
afterAll(() => shop.close());

type Fields = Readonly<Record<string, string>>;
/** A subject in GBK (中文100%票) and the same as text. */
const gbkSubject = Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x31, 0x30, 0x30, 0x25, 0xc6, 0xb1]);

function rightFields(number: string, changes: Fields = {}): Fields {
  return {
    app_id: shop.credentials.app_id,
    method: 'alipay.trade.precreate',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: '2026-11-21 12:00:00',
    version: '1.0',
    notify_url: shop.notifyUrl,
    biz_content: JSON.stringify(precreateContent(number)),
    ...changes,
  };
}

/** Signs with node:crypto alone; `latin1` holds the bytes as they are meant. */
function signed(fields: Fields, algorithm = 'sha256'): Fields {
  const names = Object.keys(fields).filter((name) => fields[name] !== '');
  const content = names.sort().map((name) => `${name}=${String(fields[name])}`);
  const bytes = Buffer.from(content.join('&'), 'latin1');
  const signature = sign(algorithm, bytes, shop.credentials.private_key_pem);
  return { ...fields, sign: signature.toString('base64') };
}

function form(fields: Fields): string {
  const encoded = (text: string): string =>
    Array.from(
      Buffer.from(text, 'latin1'),
      (byte) => `%${byte.toString(16).padStart(2, '0')}`,
    ).join('');
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}

/** Undoes a form's encoding, byte by byte. */
function meant(value: string): string {
  return value
    .replaceAll('+', ' ')
    .replace(/%([0-9A-F]{2})/g, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

async function send(query: Fields, body: Fields): Promise<Buffer> {
  const url = `${shop.sandbox.url}/alipay/gateway.do?${form(query)}`;
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url, { method: 'POST', headers, body: form(body) });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const nodeSchema = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]));

/** The one node of an answer that isn't its signature. */
function nodeOf(answer: Buffer): Readonly<Record<string, string>> {
  const parsed = nodeSchema.parse(JSON.parse(answer.toString('latin1')));
  const node = Object.values(parsed).find((value) => typeof value === 'object');
  return z.record(z.string(), z.string()).parse(node);
}

test('parameters may stand in the query, in the body or in both', async () => {
  const { sign: signature = '', ...rest } = signed(rightFields('PARAM001'));
  const { biz_content: content = '', ...common } = rest;
  for (const [query, body] of [
    [{}, { ...rest, sign: signature }],
    [{ ...rest, sign: signature }, {}],
    [{ ...common, sign: signature }, { biz_content: content }],
  ] as const) {
    expect(nodeOf(await send(query, body))['code']).toBe('10000');
  }
});

test.each<[string, Fields, string, string]>([
  ['no method', { method: '' }, '40001', 'isv.missing-method'],
  ['no app', { app_id: '' }, '40001', 'isv.missing-app-id'],
  ['a stranger’s app', { app_id: '2021000000000000' }, '40002', 'isv.invalid-app-id'],
  ['a method of nobody', { method: 'alipay.trade.guess' }, '40002', 'isv.invalid-method'],
  ['XML', { format: 'XML' }, '40002', 'isv.invalid-format'],
  ['no sign_type', { sign_type: '' }, '40001', 'isv.missing-signature-type'],
  ['RSA with SHA-1', { sign_type: 'RSA' }, '40002', 'isv.invalid-signature-type'],
  ['no timestamp', { timestamp: '' }, '40001', 'isv.missing-timestamp'],
  ['a timestamp of ISO', { timestamp: '2026-11-21T12:00:00Z' }, '40002', 'isv.invalid-timestamp'],
  ['a 31st of November', { timestamp: '2026-11-31 12:00:00' }, '40002', 'isv.invalid-timestamp'],
  ['no version', { version: '' }, '40001', 'isv.missing-version'],
  ['no charset', { charset: '' }, '40002', 'isv.invalid-charset'],
  ['a charset of the west', { charset: 'iso-8859-1' }, '40002', 'isv.invalid-charset'],
  ['biz_content that is no JSON', { biz_content: '{' }, '40004', 'ACQ.INVALID_PARAMETER'],
])('%s is refused with its code', async (_what, changes, code, subCode) => {
  const answer = await send(signed(rightFields('CODE0001', changes)), {});
  expect(nodeOf(answer)).toMatchObject({ code, sub_code: subCode });
});

test('a request that is not signed by the app is refused, and the refusal is signed', async () => {
  const fields = rightFields('SIGN0001');
  const changed = { ...signed(fields), notify_url: 'https://thief.example/' };
  expect(nodeOf(await send({}, changed))['sub_code']).toBe('isv.invalid-signature');
  expect(nodeOf(await send({}, signed(fields, 'sha1')))['sub_code']).toBe('isv.invalid-signature');
  const { failure } = await shop.call('query', { out_trade_no: 'SIGN0001' });
  expect(failure).toBe('');
  const answer = (await send({}, fields)).toString('utf8');
  expect(answer).toContain('isv.missing-signature');
  const name = 'alipay_trade_precreate_response';
  const { sign: signature } = z.object({ sign: z.string() }).parse(JSON.parse(answer));
  const content = Buffer.from(shop.sdk.getSignStr(answer, name));
  const key = shop.credentials.alipay_public_key_pem;
  expect(verify('sha256', content, key, Buffer.from(signature, 'base64'))).toBe(true);
});

test('an unknown app gets an error_response without a signature', async () => {
  const answer = await send(signed(rightFields('APP00001', { app_id: '2021000000000000' })), {});
  expect(Object.keys(nodeSchema.parse(JSON.parse(answer.toString())))).toEqual(['error_response']);
});

test('GBK in, GBK out: request, answer, signature and callback', async () => {
  const subject = gbkSubject.toString('latin1');
  const content = JSON.stringify(precreateContent('GBK00001', { subject }));
  const fields = signed(rightFields('GBK00001', { charset: 'GBK', biz_content: content }));
  expect(nodeOf(await send({}, fields))['code']).toBe('10000');
  const page = await fetch(`${shop.sandbox.url}/phone/alipay/GBK00001`);
  expect(await page.text()).toContain('中文100%票');

  const common = { method: 'alipay.trade.query', charset: 'GBK' };
  const asked = { ...common, biz_content: '{"out_trade_no":"GBK00001"}' };
  const answer = await send({}, signed(rightFields('GBK00001', asked)));
  expect(new TextDecoder('gbk').decode(answer)).toContain('"sub_msg":"交易不存在"');
  const node = Buffer.from(/\{"code".*?\}/.exec(answer.toString('latin1'))?.[0] ?? '', 'latin1');
  const signature = z
    .object({ sign: z.string() })
    .parse(JSON.parse(answer.toString('latin1'))).sign;
  const key = shop.credentials.alipay_public_key_pem;
  expect(verify('sha256', node, key, Buffer.from(signature, 'base64'))).toBe(true);

  await shop.control('pay', { channel: 'alipay', number: 'GBK00001' });
  const [callback] = await shop.received(1, 'GBK00001');
  expect(callback?.contentType).toContain('charset=gbk');
  expect(callback?.body).toContain('subject=%D6%D0%CE%C4100%25%C6%B1&');
  const told = (callback?.body ?? '').split('&').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=');
    return [name, meant(value)];
  });
  const toldFields = Object.fromEntries(told);
  const names = Object.keys(toldFields).filter((name) => name !== 'sign' && name !== 'sign_type');
  const signedText = names.sort().map((name) => `${name}=${String(toldFields[name])}`);
  const bytes = Buffer.from(signedText.join('&'), 'latin1');
  expect(verify('sha256', bytes, key, Buffer.from(String(toldFields['sign']), 'base64'))).toBe(
    true,
  );
});

test('certificate mode: the SDK’s serials are taken, the answer names Alipay’s certificate', async () => {
  const gateway = `${shop.sandbox.url}/alipay/gateway.do`;
  const sdk = openSdk(shop.credentials, gateway, 'certificates');
  const content = { biz_content: { ...precreateContent('CERT0001') } };
  const made = await sdk.exec('alipay.trade.precreate', content, { validateSign: true });
  expect(made).toMatchObject({ code: '10000' });
  const raw = await fetch(`${gateway}?${sdk.sdkExecute('alipay.trade.precreate', content)}`);
  const { alipayCertSn } = z.object({ alipayCertSn: z.string() }).parse(sdk.config);
  expect(await raw.text()).toContain(`},"alipay_cert_sn":"${alipayCertSn}","sign":"`);
  const wrong = signed(rightFields('CERT0002', { app_cert_sn: 'a'.repeat(32) }));
  expect(nodeOf(await send({}, wrong))['sub_code']).toBe('isv.invalid-app-cert-sn');
});

test('after a rotation the new key signs, and credentials.json has it', async () => {
  const before = await openSdkShop();
  await before.control('rotate_platform_key', { channel: 'alipay' });
  const refused = await before.call('query', { out_trade_no: 'ROTATE01' });
  expect(refused.failure).toContain('验签失败');
  const after = await before.reopen();
  const taken = await after.call('query', { out_trade_no: 'ROTATE01' });
  expect(taken.node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  await after.close();
});
