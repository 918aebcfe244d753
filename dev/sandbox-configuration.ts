import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { keepKeys, readKeys } from './keys.ts';
import { writePrivateFile } from './private-file.ts';

const credentialsSchema = z.record(
  z.string(),
  z.object({ accounts: z.record(z.string(), z.record(z.string(), z.unknown())) }),
);
const pemSuffix = '_pem';
const secretNames = /(_pem|_key|_secret|_keys)$/;
const plainName = /^[\w-]{1,80}$/;

type Credentials = Readonly<Record<string, unknown>>;

/** For channels that issue more than one kind of credentials: which kind account `default` uses. */
const chosenCredentials: Readonly<Record<string, (issued: Credentials) => Credentials>> = {
  alipay: ({ app_id, seller_id, private_key_pem, alipay_public_key_pem }) => ({
    mode: 'key',
    app_id,
    seller_id,
    private_key_pem,
    alipay_public_key_pem,
  }),
};

type Value = Readonly<{ name: string; value: unknown }>;

/** Writes each secret to a private file and returns a reference to it. */
class SecretFiles {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
  }

  reference(path: readonly string[], secret: string): Readonly<{ file: string }> {
    const name = path.filter((part) => plainName.test(part)).join('.');
    writePrivateFile(join(this.#folder, name), secret);
    return { file: join('secrets', name) };
  }
}

function settingOf({ name, value }: Value, path: readonly string[], files: SecretFiles): Value {
  const setting = name.endsWith(pemSuffix) ? name.slice(0, -pemSuffix.length) : name;
  if (!secretNames.test(name)) return { name, value };
  if (typeof value === 'string') {
    return { name: setting, value: files.reference([...path, setting], value) };
  }
  const several = z.record(z.string(), z.string()).parse(value);
  const references = Object.entries(several).map(([key, secret]) => [
    key,
    files.reference([...path, setting, key], secret),
  ]);
  return { name: setting, value: Object.fromEntries(references) };
}

function accountSettings(
  credentials: Credentials,
  path: readonly string[],
  files: SecretFiles,
): Record<string, unknown> {
  const settings = Object.entries(credentials).map(([name, value]) =>
    settingOf({ name, value }, path, files),
  );
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

/** Made once, because under another key no payer would be recognised. */
function privacyKey(folder: DataFolder): string {
  const keys = readKeys(folder);
  if (keys.privacy_key !== undefined) return keys.privacy_key;
  const made = randomBytes(32).toString('hex');
  keepKeys(folder, { ...keys, privacy_key: made });
  return made;
}

/**
 * Writes the configuration whose channel accounts point at the sandbox, from the credentials that
 * it issued. Fields that end in `_pem`, `_key`, `_keys` or `_secret` go to private files;
 * `base_url` is added.
 *
 * @param addresses `publicUrl`: where the sandbox sends callbacks
 * @returns the configuration file's path
 */
export function writeSandboxConfiguration(
  folder: DataFolder,
  addresses: Readonly<{ publicUrl: string; sandbox: string }>,
): string {
  const credentials = credentialsSchema.parse(
    JSON.parse(readFileSync(folder.at('sandbox/credentials.json'), 'utf8')),
  );
  const files = new SecretFiles(folder.at('secrets'));
  const channels = Object.entries(credentials).map(([channel, { accounts }]) => {
    const base = { base_url: `${addresses.sandbox}/${channel}` };
    const choose = chosenCredentials[channel] ?? ((issued) => issued);
    const settings = Object.entries(accounts).map(([account, one]): [string, unknown] => [
      account,
      { ...base, ...accountSettings(choose(one), [channel, account], files) },
    ]);
    return [channel, { accounts: Object.fromEntries<unknown>(settings) }] as const;
  });
  const configuration = {
    public_url: addresses.publicUrl,
    privacy: { key: files.reference(['privacy', 'key'], privacyKey(folder)) },
    channels: Object.fromEntries(channels),
    notices: { allow: 'loopback' },
  };
  const path = folder.at('config.json');
  writePrivateFile(path, `${JSON.stringify(configuration, null, 2)}\n`);
  return path;
}
