import type { WrongField } from './invalid-configuration.ts';

/** Where addresses without TLS are allowed on purpose: a trial of production's settings. */
export const plainHttpVariable = 'PAIDONCE_PLAIN_HTTP';

const problem = `is an http address, and what goes over it can be read and changed on its way; use https (for a trial alone: ${plainHttpVariable}=allowed)`;

function fieldsIn(value: unknown, path: readonly string[]): WrongField[] {
  if (typeof value === 'string') {
    return /^http:/i.test(value.trim()) ? [{ field: path.join('.'), problem }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => fieldsIn(inner, [...path, name]));
}

/**
 * The addresses without TLS in a configuration that is for production: ours, and those of channels.
 *
 * @param env `NODE_ENV` says whether it is
 */
export function plainHttpFields(
  env: Readonly<Record<string, string | undefined>>,
  { publicUrl, channels }: Readonly<{ publicUrl: string; channels: object }>,
): readonly WrongField[] {
  if (env['NODE_ENV'] !== 'production' || env[plainHttpVariable] === 'allowed') return [];
  return [...fieldsIn(publicUrl, ['public_url']), ...fieldsIn(channels, ['channels'])];
}
