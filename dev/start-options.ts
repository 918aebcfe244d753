import { z } from 'zod';
import type { Environment } from '../config/configuration.ts';
import { engineLongPollSchema } from '../config/engine-long-poll.ts';
import { StartError } from './start-error.ts';

/** What `startStack` needs to know. */
export type StartOptions = Readonly<{
  dataFolder: string;
  fresh: boolean;
  env: Environment;
  /** Shows a line to a person. */
  say: (line: string) => void;
}>;

/** Settings of the environment that change what is started. */
export type StartSettings = Readonly<{
  /** Of API and worker; null: a database is started here. */
  databaseUrl: string | null;
  /** Of the role that owns the tables; null: the same. */
  databaseOwnerUrl: string | null;
  host: string;
  wantedApiPort: number | null;
  timeScale: string;
  /** Whether the demo shop is opened. */
  hasShop: boolean;
  /** Silence after which a process counts as hanging, ms; null: only death is noticed. */
  hangAfterMs: number | null;
}>;

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a PostgreSQL address, postgresql://…')
  .optional();

const schema = z.object({
  DATABASE_URL: databaseUrl,
  DATABASE_OWNER_URL: databaseUrl,
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  PAIDONCE_ENGINE_LONG_POLL_S: engineLongPollSchema,
  PAIDONCE_HANG_AFTER_S: z.coerce
    .number()
    .max(3_600)
    .refine((seconds) => seconds === 0 || seconds >= 3, 'must be 0 (never) or 3 to 3600 seconds')
    .default(30),
  PAIDONCE_SHOP: z.enum(['on', 'off']).default('on'),
  PAIDONCE_TIME_SCALE: z.coerce.number().min(0.0001).max(1).default(1),
});

/** @throws StartError, which lists each variable that is wrong */
export function readStartSettings(env: Environment): StartSettings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
    throw new StartError(`The environment has wrong settings. ${wrong.join('; ')}.`, [
      'correct or unset them: npm start -- --help lists them',
    ]);
  }
  return Object.freeze({
    databaseUrl: parsed.data.DATABASE_URL ?? null,
    databaseOwnerUrl: parsed.data.DATABASE_OWNER_URL ?? null,
    host: parsed.data.HOST,
    wantedApiPort: parsed.data.PORT ?? null,
    hasShop: parsed.data.PAIDONCE_SHOP === 'on',
    timeScale: String(parsed.data.PAIDONCE_TIME_SCALE),
    hangAfterMs:
      parsed.data.PAIDONCE_HANG_AFTER_S === 0 ? null : parsed.data.PAIDONCE_HANG_AFTER_S * 1_000,
  });
}

/** The address by which a client on this machine reaches what listens on `host`. */
export function reachableUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
