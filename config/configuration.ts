import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../channels/errors.ts';
import type { AllowedAddresses } from '../notices/forbidden-address.ts';
import type { Policy } from '../domain/order/policy.ts';
import { engineLongPollSchema } from './engine-long-poll.ts';
import { InvalidConfiguration, type WrongField } from './invalid-configuration.ts';
import { type ChannelSettings, channelsSchema } from './channel-settings.ts';
import { type CallerLimits, limitsSchema } from './limit-settings.ts';
import {
  type AdmissionLimits,
  admissionSchema,
  type Connections,
  connectionsSchema,
} from './load-settings.ts';
import { noticesSchema } from './notice-settings.ts';
import { plainHttpFields } from './plain-http.ts';
import { policyFrom, policySettingsSchema } from './policy-settings.ts';
import { privacySchema, weaknessOf } from './privacy-settings.ts';
import { readSecret, type SecretSource } from './secret.ts';
import { trustedProxiesSchema } from './trusted-proxies.ts';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Configuration = Readonly<{
  /** PostgreSQL, as a URL. From `DATABASE_URL`. */
  databaseUrl: string;
  /** Where channels and shoppers reach us, without a slash at the end. */
  publicUrl: string;
  policy: Policy;
  /** 1 is real time. `policy` is scaled already; channels' traits need `scaleTraits`. */
  timeScale: number;
  channels: Readonly<Record<string, ChannelSettings>>;
  connections: Connections;
  admission: AdmissionLimits;
  limits: CallerLimits;
  /** Addresses that notices may go to though they are not public. */
  notices: Readonly<{ allow: AllowedAddresses }>;
  api: Readonly<{
    host: string;
    port: number;
    /** Addresses and CIDRs of the proxies whose `X-Forwarded-For` is believed. */
    trustedProxies: readonly string[];
  }>;
  /** False where the engine lets no search attributes be registered. */
  searchAttributes: boolean;
  /** How long the engine holds a poll that brings nothing, ms. */
  engineLongPollMs: number;
  /**
   * Reads the secret that a reference names.
   *
   * @param field what an error calls it
   * @throws ConfigurationError
   */
  readSecret: (reference: unknown, field?: string) => string;
  /** How long personal and free text is kept after its order came to rest, ms on our clock. */
  keepPersonalMs: number;
  /** The key of payers' marks and keyed hashes. @throws ConfigurationError */
  readPrivacyKey: () => string;
}>;

const timeScaleSchema = z.coerce.number().min(0.0001).max(1);

/** The file that `PAIDONCE_CONFIG` names. Unknown fields are refused. */
export const fileSchema = z.strictObject({
  public_url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .refine((url) => !/[?#]/.test(url), 'must have no query and no fragment: channels refuse them')
    .transform((url) => url.replace(/\/+$/, '')),
  time_scale: z.number().min(0.0001).max(1).optional(),
  policy: policySettingsSchema.default({}),
  privacy: privacySchema,
  channels: channelsSchema,
  connections: connectionsSchema,
  admission: admissionSchema,
  limits: limitsSchema,
  notices: noticesSchema,
});

/** What API and worker read of their environment besides. */
export const environmentSchema = z.object({
  DATABASE_URL: z
    .string('is not set; it must be a PostgreSQL address, postgresql://…')
    .regex(/^postgres(ql)?:\/\//, 'must be a PostgreSQL address, postgresql://…'),
  PAIDONCE_TIME_SCALE: timeScaleSchema.optional(),
  PAIDONCE_SEARCH_ATTRIBUTES: z.enum(['on', 'off']).default('on'),
  PAIDONCE_ENGINE_LONG_POLL_S: engineLongPollSchema,
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  TRUSTED_PROXIES: trustedProxiesSchema,
});

function wrongFields(error: z.ZodError, prefix: string): WrongField[] {
  return error.issues.flatMap((issue) => {
    const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        problem: 'is not a setting; check its spelling',
      }));
    }
    return [{ field: path.join('.'), problem: issue.message }];
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidConfiguration(`in ${path}`, [{ field: '(the file)', problem }]);
  }
}

function privacyKey(reference: unknown, source: SecretSource): string {
  const key = readSecret(reference, 'privacy.key', source);
  const weakness = weaknessOf(key);
  if (weakness !== null) throw new ConfigurationError('privacy.key', weakness);
  return key;
}

/**
 * The configuration, read and checked once at start from the file that `PAIDONCE_CONFIG` names and
 * from `DATABASE_URL`, `HOST`, `PORT`, `TRUSTED_PROXIES`, `PAIDONCE_TIME_SCALE` (which wins over the
 * file), `PAIDONCE_SEARCH_ATTRIBUTES` and `PAIDONCE_ENGINE_LONG_POLL_S`. Temporal's envconfig reads the
 * engine's own `TEMPORAL_*` settings.
 *
 * @throws InvalidConfiguration listing every wrong field
 */
export function readConfiguration(env: Environment): Configuration {
  const path = env['PAIDONCE_CONFIG'];
  if (path === undefined || path === '') {
    const problem = 'is not set; it must name the configuration file (JSON)';
    throw new InvalidConfiguration('in the environment', [{ field: 'PAIDONCE_CONFIG', problem }]);
  }
  const file = fileSchema.safeParse(readJson(path));
  const environment = environmentSchema.safeParse(env);
  if (!file.success || !environment.success) {
    throw new InvalidConfiguration(`in ${path} and the environment`, [
      ...(file.success ? [] : wrongFields(file.error, '')),
      ...(environment.success ? [] : wrongFields(environment.error, '')),
    ]);
  }
  const { public_url: publicUrl, channels } = file.data;
  const plain = plainHttpFields(env, { publicUrl, channels });
  if (plain.length > 0) throw new InvalidConfiguration(`in ${path}`, plain);
  const timeScale = environment.data.PAIDONCE_TIME_SCALE ?? file.data.time_scale ?? 1;
  const source = { env, folder: dirname(resolve(path)) };
  return Object.freeze({
    databaseUrl: environment.data.DATABASE_URL,
    publicUrl: file.data.public_url,
    policy: policyFrom(file.data.policy, timeScale),
    timeScale,
    channels: file.data.channels,
    connections: file.data.connections,
    admission: file.data.admission,
    limits: file.data.limits,
    notices: file.data.notices,
    api: {
      host: environment.data.HOST,
      port: environment.data.PORT,
      trustedProxies: environment.data.TRUSTED_PROXIES,
    },
    searchAttributes: environment.data.PAIDONCE_SEARCH_ATTRIBUTES === 'on',
    engineLongPollMs: environment.data.PAIDONCE_ENGINE_LONG_POLL_S * 1_000,
    readSecret: (reference: unknown, field = 'a secret') => readSecret(reference, field, source),
    keepPersonalMs: Math.round(file.data.privacy.keep_ms * timeScale),
    readPrivacyKey: () => privacyKey(file.data.privacy.key, source),
  });
}
