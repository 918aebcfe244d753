import { createApiKey, findApiKey, type NewApiKey } from '../ledger/keys/api-keys.ts';
import type { Database } from '../ledger/database/database.ts';
import { createMerchant } from '../ledger/keys/merchants.ts';
import type { Keys } from './keys.ts';

/** Keys of the merchants `demo`, `other` and `shop`, and a key of the installation. */
export type DemoKeys = Readonly<{
  apiKey: string;
  otherApiKey: string;
  opsKey: string;
  /** The demo shop's alone, so that its orders are nobody else's. */
  shopKey: string;
}>;

async function goodKey(
  database: Database,
  kept: string | undefined,
  wanted: NewApiKey,
): Promise<string> {
  if (kept !== undefined && (await findApiKey(database, kept)) !== null) return kept;
  return (await createApiKey(database, { ...wanted, label: 'npm start' })).key;
}

/**
 * Makes the merchants `demo`, `other` and `shop` if they are missing, and new keys if this database does
 * not know the keys of the last start.
 *
 * @param keep stores all keys for the next start
 */
export async function demoMerchants(
  database: Database,
  keys: Keys,
  keep: (keys: Keys) => void,
): Promise<DemoKeys> {
  for (const id of ['demo', 'other', 'shop']) {
    await createMerchant(database, { id, name: `Merchant ${id}`, notifyUrl: null, policy: {} });
  }
  const apiKey = await goodKey(database, keys.api_key, { role: 'merchant', merchant: 'demo' });
  const otherApiKey = await goodKey(database, keys.other_api_key, {
    role: 'merchant',
    merchant: 'other',
  });
  const opsKey = await goodKey(database, keys.ops_key, { role: 'ops', merchant: null });
  const shopKey = await goodKey(database, keys.shop_key, { role: 'merchant', merchant: 'shop' });
  // A database that doesn't know the shop's key doesn't know its secret either.
  const secret = shopKey === keys.shop_key ? keys.shop_notice_secret : undefined;
  keep({
    ...keys,
    api_key: apiKey,
    other_api_key: otherApiKey,
    ops_key: opsKey,
    shop_key: shopKey,
    shop_notice_secret: secret,
  });
  return Object.freeze({ apiKey, otherApiKey, opsKey, shopKey });
}
