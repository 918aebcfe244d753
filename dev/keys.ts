import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { writePrivateFile } from './private-file.ts';

const schema = z.object({
  /** The password of the embedded PostgreSQL's superuser. */
  postgres_password: z.string().min(1),
  /** The passwords of the roles that own the tables, and that API and worker have. */
  postgres_owner_password: z.string().min(1).optional(),
  postgres_app_password: z.string().min(1).optional(),
  /** `privacy.key` of the configuration. */
  privacy_key: z.string().min(1).optional(),
  /** The key of merchant `demo`, once it is made. */
  api_key: z.string().min(1).optional(),
  /** The key of merchant `other`, once it is made. */
  other_api_key: z.string().min(1).optional(),
  ops_key: z.string().min(1).optional(),
  /** The demo shop's key, of merchant `shop`, and what its notices are signed with. */
  shop_key: z.string().min(1).optional(),
  shop_notice_secret: z.string().min(1).optional(),
});

/** Secrets that stay the same from start to start and are shown only to their owner. */
export type Keys = Readonly<z.infer<typeof schema>>;

/**
 * The keys of this data folder, as far as they are made. @throws ZodError if the file is damaged
 */
export function readKeys(folder: DataFolder): Keys {
  const path = folder.at('keys.json');
  if (existsSync(path)) return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const keys = { postgres_password: password() };
  keepKeys(folder, keys);
  return keys;
}

function password(): string {
  return randomBytes(24).toString('base64url');
}

/** The passwords of the embedded PostgreSQL's roles, made once. */
export function rolePasswords(folder: DataFolder): Readonly<{ owner: string; app: string }> {
  const keys = readKeys(folder);
  const owner = keys.postgres_owner_password ?? password();
  const app = keys.postgres_app_password ?? password();
  keepKeys(folder, { ...keys, postgres_owner_password: owner, postgres_app_password: app });
  return { owner, app };
}

/** Stores the keys; call it before anything relies on them. */
export function keepKeys(folder: DataFolder, keys: Keys): void {
  writePrivateFile(folder.at('keys.json'), `${JSON.stringify(keys, null, 2)}\n`);
}
