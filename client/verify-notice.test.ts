import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { NoticeError } from './notice-error.ts';
import { type NoticeHeaders, verifyNotice, type VerifySettings } from './verify-notice.ts';

function secret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

const ours = secret();
const event = { id: 'evt_1', order_id: 'A-1', sequence: 1, type: 'order.paid', note: '付款 ✓' };
const body = JSON.stringify(event);
const sentAt = new Date();

/** Signed by standardwebhooks, which is no work of ours. */
function signedBy(by: string, text = body, at = sentAt): Record<string, string> {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign('evt_1', at, text),
  };
}

function codeOf(
  headers: NoticeHeaders,
  text: string | Uint8Array = body,
  secrets: string | readonly string[] = ours,
  settings: VerifySettings = {},
): string {
  try {
    return `verified: ${verifyNotice(headers, text, secrets, settings).id}`;
  } catch (error) {
    if (error instanceof NoticeError) return error.code;
    throw error;
  }
}

describe('what an independent sender signed is verified', () => {
  test('as text and as bytes, with headers of fetch and of Node, under any case', () => {
    const headers = signedBy(ours);
    expect(verifyNotice(headers, body, ours)).toEqual(event);
    expect(verifyNotice(new Headers(headers), Buffer.from(body), [ours])).toEqual(event);
    const odd = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]);
    expect(codeOf(Object.fromEntries(odd) as Record<string, string>)).toBe('verified: evt_1');
  });

  test('by any of several secrets, and with signatures of several', () => {
    const next = secret();
    expect(codeOf(signedBy(next), body, [ours, next])).toBe('verified: evt_1');
    const both = `v1,${randomBytes(32).toString('base64')} ${signedBy(next)['webhook-signature'] ?? ''}`;
    expect(codeOf({ ...signedBy(ours), 'webhook-signature': both }, body, next)).toBe(
      'verified: evt_1',
    );
  });

  test('at both ends of the tolerance', () => {
    const nowMs = Math.floor(sentAt.getTime() / 1_000) * 1_000;
    const at = (offMs: number) => codeOf(signedBy(ours), body, ours, { nowMs: nowMs + offMs });
    expect([at(300_000), at(-300_000)]).toEqual(['verified: evt_1', 'verified: evt_1']);
    expect([at(301_000), at(-301_000)]).toEqual(['stale', 'stale']);
    const wide = { nowMs: nowMs + 301_000, toleranceMs: 600_000 };
    expect(codeOf(signedBy(ours), body, ours, wide)).toBe('verified: evt_1');
  });
});

describe('what is not genuine is refused by its name', () => {
  const headers = signedBy(ours);
  const [, signature = ''] = (headers['webhook-signature'] ?? '').split(',');
  const forged: Readonly<Record<string, readonly [NoticeHeaders, string?]>> = {
    'another secret': [signedBy(secret())],
    'a changed body': [headers, body.replace('A-1', 'A-2')],
    'a body with a space more': [headers, `${body} `],
    'another id': [{ ...headers, 'webhook-id': 'evt_2' }],
    'another time': [
      { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 9) },
    ],
    'a signature cut short': [{ ...headers, 'webhook-signature': `v1,${signature.slice(0, 20)}` }],
    'an empty signature': [{ ...headers, 'webhook-signature': 'v1,' }],
  };
  test.each(Object.entries(forged))('%s is forged', (_, [given, text]) => {
    expect(codeOf(given, text)).toBe('forged');
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'without %s, or with two of it, it is malformed',
    (name) => {
      expect(codeOf({ ...headers, [name]: undefined })).toBe('malformed');
      expect(codeOf({ ...headers, [name]: ['a', 'b'] })).toBe('malformed');
    },
  );

  test('a signature of another kind, a time that is none and a body that is no event are malformed', () => {
    expect(codeOf({ ...headers, 'webhook-signature': `v1a,${signature}` })).toBe('malformed');
    expect(codeOf({ ...headers, 'webhook-signature': 'v1,A '.repeat(21) })).toBe('malformed');
    expect(codeOf({ ...headers, 'webhook-timestamp': '1e9' })).toBe('malformed');
    expect(codeOf(signedBy(ours, 'paid!'), 'paid!')).toBe('malformed');
    expect(codeOf(signedBy(ours, '[]'), '[]')).toBe('malformed');
  });

  test('a forged notice is not told to be stale', () => {
    const old = signedBy(secret(), body, new Date(sentAt.getTime() - 3_600_000));
    expect(codeOf(old)).toBe('forged');
  });

  test('a secret that is none, or none at all, is the receiver’s own mistake', () => {
    expect(() => verifyNotice(headers, body, [])).toThrow(TypeError);
    expect(() => verifyNotice(headers, body, '')).toThrow(TypeError);
    expect(() => verifyNotice(headers, body, 'whsec_!')).toThrow(TypeError);
  });
});
