import { expect, test } from 'vitest';
import type { Channel, ChannelAccount } from '../../channels/channel.ts';
import { openChannels } from '../../channels/channel-directory.ts';
import { keyedHash } from '../../ledger/keys/keyed-hash.ts';
import { payerMark } from '../../ledger/texts/payer-mark.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { paperTraits } from '../../domain/testing/channel-kinds.ts';
import { resolveOffer } from './resolve-offer.ts';

const unused = () => Promise.reject(new Error('no call is made here'));
const account: ChannelAccount = {
  create: unused,
  query: unused,
  close: unused,
  refund: unused,
  queryRefund: unused,
  check: () => Promise.resolve(),
  readCallback: unused,
};

const paper: Channel = {
  name: 'paper',
  title: 'Paper',
  methods: { qr: paperTraits, inside: paperTraits },
  isOfferedUnasked: () => false,
  shownOn: (method) => (method === 'qr' ? ['desktop', 'phone'] : []),
  needs: (method) => (method === 'inside' ? ['openid'] : []),
  payerOf: (method, shopper) => (method === 'inside' ? (shopper.openid ?? null) : null),
  acknowledged: { status: 204, contentType: null, body: '' },
  refused: () => ({ status: 401, contentType: null, body: '' }),
  open: () => account,
};

const hash = keyedHash('the key of this test');
const markOf = (channel: string, payer: string): string =>
  payerMark(hash, { merchant: 'shop', channel, payer });

function accountsNamed(...names: string[]) {
  const accounts = Object.fromEntries(names.map((name) => [name, {}]));
  return openChannels([paper], { paper: { accounts } }, () => '').accounts;
}

function refusal(work: () => unknown): readonly [string, readonly string[]] {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) {
      return [error.code, error.errors.map((one) => one.pointer)];
    }
    throw error;
  }
  throw new Error('it was not refused');
}

test('the only account is meant where none is named, whatever it is called', () => {
  const offer = resolveOffer(accountsNamed('main'), { channel: 'paper', method: 'qr' }, 1, markOf);
  expect(offer).toEqual({
    channel: 'paper',
    method: 'qr',
    account: 'main',
    payer: null,
    traits: paperTraits,
  });
});

test('of several accounts the one called default is meant', () => {
  const request = { channel: 'paper', method: 'qr' };
  expect(resolveOffer(accountsNamed('a', 'default'), request, 1, markOf).account).toBe('default');
  expect(refusal(() => resolveOffer(accountsNamed('a', 'b'), request, 1, markOf))).toEqual([
    'channel_not_offered',
    ['/account'],
  ]);
});

test('an offer bound to a payer carries a mark of the payer, never who it is', () => {
  const shopper = { openid: 'o-1' };
  const request = { channel: 'paper', method: 'inside', shopper };
  expect(resolveOffer(accountsNamed('main'), request, 1, markOf).payer).toBe(
    markOf('paper', 'o-1'),
  );
});

test('durations among the traits run on the configured clock', () => {
  const offer = resolveOffer(
    accountsNamed('main'),
    { channel: 'paper', method: 'qr' },
    0.01,
    markOf,
  );
  expect(offer.traits.longestValidityMs).toBe(72_000);
  expect(offer.traits.smallestMinor).toBe(1);
});

test.each([
  [{ channel: 'other', method: 'qr' }, 'channel_not_offered', '/channel'],
  [{ channel: 'paper', method: 'toString' }, 'channel_not_offered', '/method'],
  [{ channel: 'paper', method: 'qr', account: 'b' }, 'channel_not_offered', '/account'],
  [{ channel: 'paper', method: 'inside' }, 'shopper_field_missing', '/shopper/openid'],
])('what is not offered is refused, and where: %j', (request, code, pointer) => {
  expect(refusal(() => resolveOffer(accountsNamed('main'), request, 1, markOf))).toEqual([
    code,
    [pointer],
  ]);
});
