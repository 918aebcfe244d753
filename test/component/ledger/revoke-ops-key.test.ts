import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listActs } from '../../../ledger/acts/acts.ts';
import { createApiKey, findApiKey } from '../../../ledger/keys/api-keys.ts';
import { newMerchant } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, url } = await openOwnLedger();

async function revokeOpsKey(...args: string[]) {
  const command = spawn('node', ['--import', 'tsx', 'cli/revoke-ops-key.ts', ...args], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(command, 'exit');
  const [out, said] = await Promise.all([text(command.stdout), text(command.stderr)]);
  const [code] = (await ended) as [number];
  return { code, out, said };
}

const who = ['--by', 'bob', '--reason', 'it leaked'];

test('an operations key that leaked is found by its label and revoked, and who did so and why is noted', async () => {
  const leaked = await createApiKey(db, { role: 'ops', merchant: null, label: 'anna' });
  const other = await createApiKey(db, { role: 'ops', merchant: null, label: 'carol' });
  const listed = await revokeOpsKey();
  expect(listed.code).toBe(0);
  const line = listed.out.split('\n').find((one) => one.endsWith('anna'));
  expect(line).toContain(leaked.apiKey.id);
  expect(line).toContain('in force');
  for (const { key } of [leaked, other]) expect(listed.out).not.toContain(key);

  const revoked = await revokeOpsKey(leaked.apiKey.id, ...who);
  expect(revoked.code).toBe(0);
  expect(revoked.out).toContain('revoked 2');
  expect(await findApiKey(db, leaked.key)).toBeNull();
  expect(await findApiKey(db, other.key)).not.toBeNull();
  const { items } = await listActs(db, { limit: 10, by: 'bob' });
  const act = { what: 'key_revoked', why: 'it leaked', merchant: null, subject: leaked.apiKey.id };
  expect(items).toMatchObject([act]);
});

test('nothing is revoked without a name and a reason, nor by another id, and no argument is repeated', async () => {
  const merchant = await newMerchant(db);
  const ofShop = await createApiKey(db, { role: 'read', merchant });
  const ops = await createApiKey(db, { role: 'ops', merchant: null });
  const { id } = ops.apiKey;
  for (const args of [
    [id],
    [id, '--by', 'bob'],
    [id, '--by', ' ', '--reason', 'it leaked'],
    [...who],
    [ops.key, ...who],
    [ofShop.apiKey.id, ...who],
  ]) {
    const { code, out, said } = await revokeOpsKey(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(said).toContain('No key was revoked');
    expect(said).not.toContain(ops.key);
  }
  for (const { key } of [ofShop, ops]) expect(await findApiKey(db, key)).not.toBeNull();
});
