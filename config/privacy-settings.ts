import { z } from 'zod';
import { secretReference } from '../channels/account-settings.ts';

const dayMs = 24 * 3_600_000;
const longestDays = 3_650;

/** `privacy` of the configuration file. @see docs/rules.md rule 22 */
export const privacySchema = z.strictObject({
  /** A reference to the secret under which payers and requests are hashed. */
  key: secretReference,
  /** How long personal and free text is kept after its order came to rest. */
  keep_ms: z
    .int()
    .min(0)
    .max(longestDays * dayMs, `must be ${longestDays} days at most`)
    .default(30 * dayMs),
});

/** Characters of a key that nobody can guess; `openssl rand -hex 32` makes twice as many. */
const shortestKey = 32;

/** @returns what is wrong with a privacy key; null for a good one */
export function weaknessOf(key: string): string | null {
  return key.length >= shortestKey
    ? null
    : `must be ${shortestKey} characters at least; make one with openssl rand -hex 32`;
}
