import { expect, test } from 'vitest';
import { inputId } from './input-id.ts';

const click = {
  scope: 'shop',
  subject: 'A-1',
  key: 'k',
  body: { channel: 'wechat', method: 'qr' },
};

test('rule 19: the same request under the same key has the same name, however it is written', () => {
  const reordered = { ...click, body: { method: 'qr', channel: 'wechat' } };
  expect(inputId('attempts', reordered)).toBe(inputId('attempts', click));
});

test.each([
  ['key', { key: 'other' }],
  ['body', { body: { channel: 'alipay', method: 'qr' } }],
  ['order', { subject: 'A-2' }],
  ['merchant', { scope: 'other' }],
])('rule 19: another %s is another request', (_name, difference) => {
  expect(inputId('attempts', { ...click, ...difference })).not.toBe(inputId('attempts', click));
});

test('rule 19: another route is another request; without a key each arrival is one', () => {
  expect(inputId('refunds', click)).not.toBe(inputId('attempts', click));
  const keyless = { ...click, key: null };
  expect(inputId('close', keyless)).not.toBe(inputId('close', keyless));
});
