import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createApiKey,
  findApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../../ledger/keys/api-keys.ts';
import { select } from '../../../ledger/database/database.ts';
import {
  keepResource,
  releaseKey,
  renewKey,
  takeKey,
} from '../../../ledger/keys/idempotency-keys.ts';
import { createMerchant, findMerchant, updateMerchant } from '../../../ledger/keys/merchants.ts';
import { LedgerViolation } from '../../../ledger/database/violation.ts';
import { drawNumber, newMerchant } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();

describe('merchants', () => {
  test('an id is taken once, and must be one', async () => {
    const merchant = { id: 'shop', name: 'Shop', notifyUrl: null, policy: { latePayment: 'ask' } };
    expect((await createMerchant(db, merchant)).kind).toBe('created');
    const again = await createMerchant(db, { ...merchant, name: 'Other' });
    expect(again).toMatchObject({ kind: 'exists', merchant });
    expect(await updateMerchant(db, { ...merchant, name: 'Other' })).toBe(true);
    expect((await findMerchant(db, 'shop'))?.name).toBe('Other');
    expect(await updateMerchant(db, { ...merchant, id: 'none' })).toBe(false);
    await expect(createMerchant(db, { ...merchant, id: 'No!' })).rejects.toThrow(LedgerViolation);
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
    expect(await revokeApiKey(db, apiKey.id)).toBe(true);
    expect(await revokeApiKey(db, apiKey.id)).toBe(false);
    expect(await findApiKey(db, key)).toBeNull();
    expect(await listApiKeys(db, merchant)).toMatchObject([{ id: apiKey.id, label: 'shop' }]);
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
