import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const serviceSchema = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.string()).default([]),
  restart: z.string(),
  init: z.boolean().optional(),
  secrets: z.array(z.string()).default([]),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  logging: z.object({
    driver: z.literal('json-file'),
    options: z.object({
      'max-size': z.string().regex(/^\d+m$/),
      'max-file': z.string().regex(/^[1-9]$/),
    }),
  }),
});

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export type ComposeFile = z.output<typeof composeSchema>;

/** `docker-compose.yml` as it is written. */
export function composeText(): string {
  return readFileSync('docker-compose.yml', 'utf8');
}

function interpolated(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replace(
      /\$\{(\w+):([-?])([^}]*)\}/g,
      (_, name: string, kind: string, rest: string) => {
        const set = env[name] ?? (kind === '-' ? rest : undefined);
        if (set === undefined) throw new Error(`${name} ${rest}`);
        return set;
      },
    );
  }
  if (Array.isArray(value)) return value.map((one) => interpolated(one, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, interpolated(one, env)]),
  );
}

/** The file's content with merge keys and variables resolved, as Compose does. @throws where a variable that must be set is not */
export function resolvedCompose(env: Readonly<Record<string, string>>): unknown {
  return interpolated(parse(composeText(), { merge: true }), env);
}

/** As `resolvedCompose`, for reading. */
export function readCompose(env: Readonly<Record<string, string>>): ComposeFile {
  return composeSchema.parse(resolvedCompose(env));
}
