import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { selfSignedCertificate } from '../../sandbox/wechat/x509.ts';
import type { PaymentRef } from '../channel.ts';
import { appid, mchid, openTestAccount, says, seal, strangerKeys } from './platform.fixture.ts';
import type { Asked, Said, Signing } from './platform.fixture.ts';

const fresh = generateKeyPairSync('rsa', { modulusLength: 2048 });
const serial = '4A5B6C7D8E9F';
const never = new AbortController().signal;
const payment: PaymentRef = {
  paymentNumber: 'A1B2C3D4E5F6G7H8I9J0K1L2M3N',
  method: 'qr',
  channelReference: null,
  transaction: null,
  amount: { amountMinor: 1999, currency: 'CNY' },
};
const unpaid = { mchid, appid, out_trade_no: payment.paymentNumber, trade_state: 'NOTPAY' };

function certificates(lifeMs = 86_400_000): unknown {
  const pem = selfSignedCertificate({
    serial,
    commonName: 'Platform',
    notBeforeMs: Date.now() - 172_800_000,
    notAfterMs: Date.now() + lifeMs,
    privateKey: fresh.privateKey,
    publicKey: fresh.publicKey,
  });
  return { data: [{ serial_no: serial, encrypt_certificate: seal(pem, 'certificate') }] };
}

function signedBy(key: KeyObject): Signing {
  return { serial, key };
}

function rotated(list: unknown, listSigning: Signing): (asked: Asked) => Said {
  return ({ target }) =>
    target === '/v3/certificates'
      ? { ...says(200, list), signing: listSigning }
      : { ...says(200, unpaid), signing: signedBy(fresh.privateKey) };
}

test('An answer under a new certificate is believed once that was downloaded', async () => {
  const platform = await openTestAccount(rotated(certificates(), {}));
  expect(await platform.account.query(payment, never)).toEqual({ kind: 'unpaid' });
  expect(await platform.account.query(payment, never)).toEqual({ kind: 'unpaid' });
  const downloads = platform.asked.filter(({ target }) => target === '/v3/certificates');
  expect(downloads).toHaveLength(1);
  await platform.close();
});

test('A list of certificates signed with the new key itself is believed: it was sealed for us', async () => {
  const platform = await openTestAccount(rotated(certificates(), signedBy(fresh.privateKey)));
  expect(await platform.account.query(payment, never)).toEqual({ kind: 'unpaid' });
  await platform.close();
});

test.each<[string, unknown, Signing]>([
  ['is forged', certificates(), { key: strangerKeys.privateKey }],
  ['is stale', certificates(), { atMs: Date.now() - 400_000 }],
  ['holds only expired ones', certificates(-1000), {}],
  ['is not sealed for us', { data: [{ serial_no: serial, encrypt_certificate: {} }] }, {}],
])(
  'no-guess: where the list of certificates %s, the answer stays unknown',
  async (_name, list, signing) => {
    const platform = await openTestAccount(rotated(list, signing));
    const answer = await platform.account.query(payment, never);
    expect(answer).toMatchObject({ kind: 'unknown', code: 'ANSWER_KEY_UNKNOWN' });
    await platform.close();
  },
);

test('A download is tried again after a minute, not before', async () => {
  const clock = { nowMs: Date.now() };
  const platform = await openTestAccount(
    ({ target }) =>
      target === '/v3/certificates'
        ? says(500, null)
        : { ...says(200, unpaid), signing: signedBy(fresh.privateKey) },
    () => clock.nowMs,
  );
  for (const stepMs of [0, 59_000, 1_000]) {
    clock.nowMs += stepMs;
    await platform.account.query(payment, never);
  }
  const downloads = platform.asked.filter(({ target }) => target === '/v3/certificates');
  expect(downloads).toHaveLength(2);
  await platform.close();
});
