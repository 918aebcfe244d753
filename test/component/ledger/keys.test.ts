import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  createApiKey,
  findApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../../ledger/keys/api-keys.ts';
import { select } from '../../../ledger/database/database.ts';
import { drawId } from '../../../ledger/keys/drawn-ids.ts';
import {
  keepResource,
  releaseKey,
  renewKey,
  takeKey,
} from '../../../ledger/keys/idempotency-keys.ts';
import { changeMerchant, createMerchant, findMerchant } from '../../../ledger/keys/merchants.ts';
import { LedgerViolation } from '../../../ledger/database/violation.ts';
import { drawNumber, newMerchant } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const by = { name: 'anna', reason: 'asked for it' };

describe('merchants', () => {
  test('an id is taken once, and must be one', async () => {
    const merchant = { id: 'shop', name: 'Shop', notifyUrl: null, policy: { latePayment: 'ask' } };
    expect((await createMerchant(db, merchant)).kind).toBe('created');
    const again = await createMerchant(db, { ...merchant, name: 'Other' });
    expect(again).toMatchObject({ kind: 'exists', merchant });
    await expect(createMerchant(db, { ...merchant, id: 'No!' })).rejects.toThrow(LedgerViolation);
  });

  test('what is named is changed, and the rest stays', async () => {
    const id = await newMerchant(db);
    const policy = { latePayment: 'ask' };
    const notifyUrl = 'https://shop.example/hooks';
    const set = await changeMerchant(db, id, { notifyUrl, policy }, by);
    expect(set).toMatchObject({ id, name: 'Shop', notifyUrl, policy });
    const renamed = await changeMerchant(db, id, { name: 'Other', notifyUrl: null }, by);
    expect(renamed).toMatchObject({ name: 'Other', notifyUrl: null, policy });
    expect(await findMerchant(db, id)).toEqual(renamed);
    expect(await changeMerchant(db, 'none', { name: 'Other' }, by)).toBeNull();
  });
});

describe('API keys', () => {
  test('a key opens what it is for until revoked, and is stored nowhere', async () => {
    const merchant = await newMerchant(db);
    const { key, apiKey } = await createApiKey(db, { role: 'merchant', merchant, label: 'shop' });
    expect(key).toMatch(new RegExp(`^po_${merchant}_[A-Za-z0-9_-]{43}$`));
    expect(key.startsWith(apiKey.prefix)).toBe(true);
    expect(await findApiKey(db, key)).toEqual(apiKey);
    const rows = await select(
      db,
      z.object({ row: z.string() }),
      'select api_keys::text as row from api_keys',
    );
    expect(rows.some((one) => one.row.includes(key))).toBe(false);
    const now = { merchant, id: apiKey.id, afterSeconds: 0 };
    const revoked = await revokeApiKey(db, now, by);
    expect(revoked).toMatchObject({ id: apiKey.id, revokedAtMs: expect.any(Number) as number });
    expect(await revokeApiKey(db, now, by)).toEqual(revoked);
    expect(await findApiKey(db, key)).toBeNull();
    expect(await listApiKeys(db, merchant)).toMatchObject([{ id: apiKey.id, label: 'shop' }]);
  });

  test('a key with an overlap opens until the moment comes, and that is never put off', async () => {
    const merchant = await newMerchant(db);
    const { key, apiKey } = await createApiKey(db, { role: 'merchant', merchant });
    const { id } = apiKey;
    const revoke = (afterSeconds: number) => revokeApiKey(db, { merchant, id, afterSeconds }, by);
    const first = await revoke(3_600);
    expect(first?.revokedAtMs).toBeGreaterThan(Date.now() + 3_500_000);
    expect(await findApiKey(db, key)).toEqual(first);
    expect(await revoke(7_200)).toEqual(first);
    const sooner = await revoke(1);
    expect(sooner?.revokedAtMs).toBeLessThan(Date.now() + 2_000);
    await vi.waitFor(async () => expect(await findApiKey(db, key)).toBeNull(), { timeout: 3_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(sooner?.revokedAtMs ?? Infinity);
    expect(await revoke(60)).toEqual(sooner);
  });

  test('a key is revoked as its own merchant’s alone', async () => {
    const [merchant, other] = [await newMerchant(db), await newMerchant(db)];
    const { key, apiKey } = await createApiKey(db, { role: 'read', merchant });
    for (const of of [other, null]) {
      const asked = { merchant: of, id: apiKey.id, afterSeconds: 0 };
      expect(await revokeApiKey(db, asked, by)).toBeNull();
    }
    expect(await findApiKey(db, key)).toEqual(apiKey);
  });

  test('an ops key belongs to no merchant, and a key of an unknown one is refused', async () => {
    const { key } = await createApiKey(db, { role: 'ops', merchant: null });
    expect(key).toMatch(/^po_ops_/);
    expect(await findApiKey(db, key)).toMatchObject({ merchant: null, role: 'ops' });
    const unknown = createApiKey(db, { role: 'read', merchant: 'nobody' });
    await expect(unknown).rejects.toThrow(LedgerViolation);
  });
});

describe('idempotency keys', () => {
  const newName = (): { scope: string; key: string } => ({ scope: 'shop', key: drawNumber() });

  test('of many requests under a key at once, one acts', async () => {
    const name = newName();
    const taken = await Promise.all([1, 2, 3, 4].map(() => takeKey(db, name, { hash: 'h' })));
    const kinds = taken.map((one) => one.kind).sort();
    expect(kinds).toEqual(['in_use', 'in_use', 'in_use', 'taken']);
  });

  test('what came of it is answered again, and another body is refused', async () => {
    const name = newName();
    await takeKey(db, name, { hash: 'h' });
    await keepResource(db, name, { kind: 'attempt', id: 'N-1' });
    await keepResource(db, name, { kind: 'attempt', id: 'N-2' });
    expect(await takeKey(db, name, { hash: 'h' })).toEqual({
      kind: 'done',
      resource: { kind: 'attempt', id: 'N-1' },
    });
    expect(await takeKey(db, name, { hash: 'other' })).toEqual({ kind: 'reused' });
  });

  test('a repeat of what a version before this began is known by its former hash', async () => {
    const name = newName();
    await takeKey(db, name, { hash: 'plain', forMs: 0 });
    expect((await takeKey(db, name, { hash: 'keyed', formerHash: 'plain' })).kind).toBe('taken');
    await keepResource(db, name, { kind: 'attempt', id: 'N-1' });
    expect((await takeKey(db, name, { hash: 'keyed', formerHash: 'plain' })).kind).toBe('done');
    expect((await takeKey(db, name, { hash: 'keyed', formerHash: 'other' })).kind).toBe('reused');
  });

  test('a lease that ran out is taken over, and its late holder frees nothing', async () => {
    const name = newName();
    const first = await takeKey(db, name, { hash: 'h', forMs: 0 });
    expect(await takeKey(db, name, { hash: 'other' })).toEqual({ kind: 'reused' });
    expect((await takeKey(db, name, { hash: 'h' })).kind).toBe('taken');
    if (first.kind === 'taken') await releaseKey(db, name, first.lease);
    expect((await takeKey(db, name, { hash: 'h' })).kind).toBe('in_use');
  });

  test('a lease is renewed by its holder alone, and a renewed one is taken over by nobody', async () => {
    const name = newName();
    const first = await takeKey(db, name, { hash: 'h', forMs: 0 });
    const second = await takeKey(db, name, { hash: 'h', forMs: 0 });
    if (first.kind !== 'taken' || second.kind !== 'taken') throw new Error('both were taken');
    expect(await renewKey(db, name, first.lease)).toBe(false);
    expect(await renewKey(db, name, second.lease)).toBe(true);
    expect((await takeKey(db, name, { hash: 'h' })).kind).toBe('in_use');
  });

  test('what a holder drew is what the next holder makes, and a late holder draws nothing', async () => {
    const name = newName();
    const first = await takeKey(db, name, { hash: 'h', forMs: 0 });
    if (first.kind !== 'taken') throw new Error('it was taken');
    expect(await drawId(db, name, first.lease, 'N-1')).toBe('N-1');
    const second = await takeKey(db, name, { hash: 'h' });
    if (second.kind !== 'taken') throw new Error('it was taken over');
    expect(await drawId(db, name, second.lease, 'N-2')).toBe('N-1');
    expect(await drawId(db, name, first.lease, 'N-3')).toBeNull();
  });

  test('a renewal that arrives after its lease was given back holds nothing', async () => {
    const name = newName();
    const taken = await takeKey(db, name, { hash: 'h' });
    if (taken.kind !== 'taken') throw new Error('it was taken');
    await releaseKey(db, name, taken.lease);
    expect(await renewKey(db, name, taken.lease)).toBe(false);
    expect((await takeKey(db, name, { hash: 'h' })).kind).toBe('taken');
  });

  test('given back without a result it is free at once, for the same request only', async () => {
    const name = newName();
    const taken = await takeKey(db, name, { hash: 'h' });
    if (taken.kind === 'taken') await releaseKey(db, name, taken.lease);
    expect((await takeKey(db, name, { hash: 'other' })).kind).toBe('reused');
    expect((await takeKey(db, name, { hash: 'h' })).kind).toBe('taken');
  });
});
