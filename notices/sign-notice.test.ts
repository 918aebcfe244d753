import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { keyedHash } from '../ledger/keys/keyed-hash.ts';
import { drawnSecret } from './drawn-secret.fixture.ts';
import { deriveSecret, secretKey } from './notice-secret.ts';
import { signNotice } from './sign-notice.ts';

const body = '{"type":"order.paid","data":{"order":{"description":"两张票 – deux billets"}}}';

function signedNow(secrets: readonly string[]): Record<string, string> {
  return signNotice({ id: 'evt_1', atMs: Date.now(), body }, secrets);
}

test('an independent verifier of Standard Webhooks believes a signed notice', () => {
  const secret = drawnSecret();
  expect(new Webhook(secret).verify(body, signedNow([secret]))).toEqual(JSON.parse(body));
});

test('while a secret is changed, holders of either believe the notice', () => {
  const secrets = [drawnSecret(), drawnSecret(), drawnSecret()];
  const headers = signedNow(secrets);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(3);
  for (const secret of secrets) {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  }
});

test('it believes none of another secret, another body, another id or another time', () => {
  const secret = drawnSecret();
  const headers = signedNow([secret]);
  const verifier = new Webhook(secret);
  expect(() => new Webhook(drawnSecret()).verify(body, headers)).toThrow(/signature/);
  expect(() => verifier.verify(body.replace('paid', 'PAID'), headers)).toThrow(/signature/);
  expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow(/signature/);
  const later = String(Number(headers['webhook-timestamp']) + 1);
  expect(() => verifier.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow(
    /signature/,
  );
});

test('the time is in whole seconds, and a signature is HMAC-SHA256 in Base64 after v1,', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const headers = signNotice({ id: 'msg_1', atMs: 1_614_265_330_999, body: '{}' }, [secret]);
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const mac = createHmac('sha256', key).update('msg_1.1614265330.{}').digest('base64');
  expect(headers).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1614265330',
    'webhook-signature': `v1,${mac}`,
  });
});

test('a derived secret has 32 bytes, and no two are the same', () => {
  const hash = keyedHash('k'.repeat(32));
  const secrets = Array.from({ length: 50 }, (_, index) => deriveSecret(hash, 'shop', `${index}`));
  for (const secret of secrets) expect(secretKey(secret)).toHaveLength(32);
  expect(new Set(secrets).size).toBe(50);
});

test.each([
  [''],
  ['whsec_'],
  ['whsec_dG9vIHNob3J0'],
  [`whsec_${'A'.repeat(88)}`],
  ['whsec_not base64, but long enough to be a key'],
  ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
])('a malformed secret (%s) signs nothing, and is not told', (secret) => {
  const sign = () => signNotice({ id: 'evt_1', atMs: 0, body }, [secret]);
  expect(sign).toThrow(TypeError);
  expect(sign).toThrow(/^A secret for notices must be whsec_ and the Base64 of 24 to 64 bytes\.$/);
});

test('without a secret nothing is signed', () => {
  expect(() => signNotice({ id: 'evt_1', atMs: 0, body }, [])).toThrow(TypeError);
});
