import { createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import { orUnsaid } from '../unsaid.ts';

/** Something WeChat encrypted under the merchant's APIv3 key. */
export const sealedResourceSchema = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.string(),
  associated_data: orUnsaid(z.string()),
  nonce: z.string(),
});

export type SealedResource = Readonly<z.infer<typeof sealedResourceSchema>>;

const tagBytes = 16;

/**
 * Decrypts AES-256-GCM, whose tag is the last 16 bytes.
 *
 * @returns null when it was not sealed under this key, or was changed since
 * @see docs/channels/wechat.md#callback
 */
export function unseal(resource: SealedResource, apiV3Key: Buffer): string | null {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  if (sealed.length < tagBytes) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, Buffer.from(resource.nonce), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(resource.associated_data ?? ''));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    return text.toString('utf8');
  } catch {
    // OpenSSL only says that tag or nonce is wrong; the error holds nothing worth keeping.
    return null;
  }
}
