import { z } from 'zod';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { timeMs } from '../database/time.ts';

/** A merchant of this installation. */
export type Merchant = Readonly<{
  /** `[a-z0-9_-]{1,32}` */
  id: string;
  name: string;
  /** Where notices go when an order names no address; null: nowhere, the merchant reads events. */
  notifyUrl: string | null;
  /** Only what differs from the installation's policy, as the API checked it. */
  policy: Readonly<Record<string, unknown>>;
  createdAtMs: number;
}>;

export type NewMerchant = Omit<Merchant, 'createdAtMs'>;

const merchantRow = z
  .object({
    id: z.string(),
    name: z.string(),
    notify_url: z.string().nullable(),
    policy: z.record(z.string(), z.unknown()),
    created_at: timeMs,
  })
  .transform((row): Merchant => ({
    id: row.id,
    name: row.name,
    notifyUrl: row.notify_url,
    policy: row.policy,
    createdAtMs: row.created_at,
  }));
const columns = 'id, name, notify_url, policy, created_at';

/** Makes a merchant; `exists` when the id is taken, and then nothing is changed. */
export async function createMerchant(
  db: Db,
  merchant: NewMerchant,
): Promise<Readonly<{ kind: 'created' | 'exists'; merchant: Merchant }>> {
  const created = await selectOne(
    db,
    merchantRow,
    `insert into merchants (id, name, notify_url, policy) values ($1, $2, $3, $4::jsonb)
     on conflict (id) do nothing returning ${columns}`,
    [merchant.id, merchant.name, merchant.notifyUrl, JSON.stringify(merchant.policy)],
  );
  if (created !== null) return { kind: 'created', merchant: created };
  const existing = await findMerchant(db, merchant.id);
  if (existing === null) throw new Error(`Merchant ${merchant.id} is neither new nor there.`);
  return { kind: 'exists', merchant: existing };
}

/** Changes a merchant's name, address and policy; false when there is no such merchant. */
export async function updateMerchant(db: Db, merchant: NewMerchant): Promise<boolean> {
  const updated = await run(
    db,
    'update merchants set name = $2, notify_url = $3, policy = $4::jsonb where id = $1',
    [merchant.id, merchant.name, merchant.notifyUrl, JSON.stringify(merchant.policy)],
  );
  return updated === 1;
}

/** A merchant by id; null when unknown. */
export async function findMerchant(db: Db, id: string): Promise<Merchant | null> {
  return selectOne(db, merchantRow, `select ${columns} from merchants where id = $1`, [id]);
}

/** All merchants, by id. */
export async function listMerchants(db: Db): Promise<Merchant[]> {
  return select(db, merchantRow, `select ${columns} from merchants order by id`);
}
