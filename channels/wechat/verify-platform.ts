import type { PlatformKeys } from './platform-keys.ts';
import { readPlatformSignature, signatureToleranceMs } from './platform-signature.ts';

/** A message that WeChat may have signed; nothing of it is read yet. */
export type SignedByPlatform = Readonly<{
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAtMs: number;
}>;

/** `genuine`, or why the message must not be believed. */
export type PlatformVerdict =
  | Readonly<{ kind: 'genuine'; signedAtMs: number }>
  | Readonly<{ kind: 'unsigned' | 'forged' | 'stale' | 'probe' | 'key_unknown'; detail: string }>;

/** Verifies the raw body; may download certificates for a serial not seen before. */
export async function verifyPlatform(
  signed: SignedByPlatform,
  keys: PlatformKeys,
  signal: AbortSignal,
): Promise<PlatformVerdict> {
  const signature = readPlatformSignature(signed.headers);
  if (signature === null) {
    return { kind: 'unsigned', detail: 'It lacks the Wechatpay-* headers of a signature.' };
  }
  if (signature.isProbe) {
    return { kind: 'probe', detail: 'It is a SIGNTEST probe of WeChat, which is to be refused.' };
  }
  const ageMs = signed.receivedAtMs - signature.signedAtMs;
  const isFresh = Math.abs(ageMs) <= signatureToleranceMs;
  // Nothing is downloaded for a message that is refused as stale anyway.
  const key = isFresh ? await keys.find(signature.serial, signal) : keys.known(signature.serial);
  if (key !== null && !signature.matches(signed.body, key)) {
    return { kind: 'forged', detail: `Its signature does not match key ${signature.serial}.` };
  }
  if (!isFresh) {
    const seconds = Math.abs(Math.round(ageMs / 1000));
    const when = ageMs < 0 ? 'after' : 'before';
    return {
      kind: 'stale',
      detail: `It was signed ${seconds} s ${when} it arrived, by our clock; 300 s is the limit.`,
    };
  }
  if (key === null) {
    const detail = `Key ${signature.serial} is neither configured nor among WeChat's certificates.`;
    return { kind: 'key_unknown', detail };
  }
  return { kind: 'genuine', signedAtMs: signature.signedAtMs };
}
