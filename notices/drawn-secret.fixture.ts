import { randomBytes } from 'node:crypto';
import { secretPrefix } from './notice-secret.ts';

const bytes = 32;

/** A new secret for a merchant's notices: `whsec_` and the Base64 of 32 random bytes. */
export function drawNoticeSecret(): string {
  return `${secretPrefix}${randomBytes(bytes).toString('base64')}`;
}
