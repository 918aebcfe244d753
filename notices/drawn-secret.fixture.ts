import { randomBytes } from 'node:crypto';
import { secretPrefix } from './notice-secret.ts';

/** Somebody's secret: `whsec_` and the Base64 of 32 random bytes. */
export function drawnSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`;
}
