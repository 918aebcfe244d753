import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { ConfigurationError } from './errors.ts';
import { isRsaSha256, readRsaPrivateKey, readRsaPublicKey, signRsaSha256 } from './rsa.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('A signature matches its own message and key, and nothing else', () => {
  const signature = signRsaSha256('金额 1\n', privateKey);
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  expect(isRsaSha256(Buffer.from('金额 1\n'), signature, publicKey)).toBe(true);
  expect(isRsaSha256(Buffer.from('金额 2\n'), signature, publicKey)).toBe(false);
  expect(isRsaSha256(Buffer.from('金额 1\n'), signature, stranger)).toBe(false);
  expect(isRsaSha256(Buffer.from('金额 1\n'), 'no base64 at all', publicKey)).toBe(false);
});

test('A key that is none names its field and never shows itself', () => {
  const secret = 'c2VjcmV0IGtleSBtYXRlcmlhbA';
  for (const read of [readRsaPrivateKey, readRsaPublicKey]) {
    const error = catchError(() => read(secret, 'private_key'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('private_key');
    expect(String(error)).not.toContain(secret);
  }
});

test('A key of another kind is refused', () => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  expect(() => readRsaPrivateKey(pem.toString(), 'private_key')).toThrow(ConfigurationError);
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}
