import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { writePrivateFile } from './private-file.ts';

const schema = z.object({
  /** Of the embedded PostgreSQL's role. */
  postgres_password: z.string().min(1),
  /** `privacy.key` of the configuration. */
  privacy_key: z.string().min(1).optional(),
  /** Of merchant `demo`, once made. */
  api_key: z.string().min(1).optional(),
  /** Of merchant `other`. */
  other_api_key: z.string().min(1).optional(),
  ops_key: z.string().min(1).optional(),
});

/** What must stay the same from start to start and is shown to nobody but its owner. */
export type Keys = Readonly<z.infer<typeof schema>>;

/** The keys of this data folder; what is not made yet is absent. @throws ZodError where the file was damaged */
export function readKeys(folder: DataFolder): Keys {
  const path = folder.at('keys.json');
  if (existsSync(path)) return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const keys = { postgres_password: randomBytes(24).toString('base64url') };
  keepKeys(folder, keys);
  return keys;
}

/** Written before anything relies on them. */
export function keepKeys(folder: DataFolder, keys: Keys): void {
  writePrivateFile(folder.at('keys.json'), `${JSON.stringify(keys, null, 2)}\n`);
}
