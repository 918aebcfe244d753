import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../channels/errors.ts';

const referenceSchema = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ value: z.string() }),
]);

/** Where secrets are looked up. */
export type SecretSource = Readonly<{
  env: Readonly<Record<string, string | undefined>>;
  /** Relative file references start here: the configuration file's folder. */
  folder: string;
}>;

function refuse(field: string, problem: string): never {
  throw new ConfigurationError(field, problem);
}

function readFile(path: string, field: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    refuse(field, `its file ${path} can't be read (${code}); check the path and who may read it`);
  }
}

function lookUp(
  reference: z.infer<typeof referenceSchema>,
  field: string,
  source: SecretSource,
): string {
  if ('file' in reference) {
    // Editors end a file with a newline, which is no part of the key.
    return readFile(resolve(source.folder, reference.file), field).replace(/\r?\n$/, '');
  }
  if ('env' in reference) {
    const value = source.env[reference.env];
    return value ?? refuse(field, `the environment variable ${reference.env} is not set`);
  }
  if (source.env['NODE_ENV'] === 'production') {
    refuse(field, 'a secret written into the configuration is for development only; use {"file"}');
  }
  return reference.value;
}

/**
 * The secret that a reference names: `{"file": path}`, `{"env": NAME}` or, outside production,
 * `{"value": "…"}`. It is read at each call and never kept.
 *
 * @param field what the error calls it, as a path into the configuration
 * @throws ConfigurationError, which names the field and never holds the secret
 */
export function readSecret(reference: unknown, field: string, source: SecretSource): string {
  const parsed = referenceSchema.safeParse(reference);
  if (!parsed.success) {
    refuse(field, 'must be a secret by reference: {"file": "path"} or {"env": "NAME"}');
  }
  const secret = lookUp(parsed.data, field, source);
  return secret === '' ? refuse(field, 'is empty') : secret;
}
