import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { readPlatformSignature, signatureToleranceMs } from './platform-signature.ts';
import { readJson } from '../read-json.ts';
import { sealedResourceSchema, unseal } from './sealed-resource.ts';
import type { WechatSettings } from './settings.ts';
import { isDownloadable } from './signed-call.ts';
import type { SendSigned } from './signed-call.ts';

/** WeChat's public keys for one account: the configured keys, and certificates downloaded since. */
export type PlatformKeys = Readonly<{
  known: (serial: string) => KeyObject | null;
  /**
   * Downloads certificates for a serial not seen before, at most once a minute; null: not found.
   */
  find: (serial: string, signal: AbortSignal) => Promise<KeyObject | null>;
}>;

const shortestGapMs = 60_000;

const certificatesSchema = z.object({
  data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: sealedResourceSchema })),
});

/** @param now milliseconds since 1970 */
export function createPlatformKeys(
  settings: WechatSettings,
  send: SendSigned,
  now: () => number,
): PlatformKeys {
  const keys = new Map(settings.platformKeys);
  let lastDownloadMs = Number.NEGATIVE_INFINITY;
  let download: Promise<void> = Promise.resolve();

  async function fetchCertificates(): Promise<void> {
    const reply = await send(
      { method: 'GET', target: '/v3/certificates' },
      new AbortController().signal,
    );
    if (reply.kind !== 'answered' || reply.status !== 200) return;
    const fresh = readCertificates(reply.body, settings.apiV3Key, now());
    const signature = readPlatformSignature(reply.headers);
    if (signature === null || signature.isProbe) return;
    if (Math.abs(now() - signature.signedAtMs) > signatureToleranceMs) return;
    // WeChat may sign with a new key that is only in this answer. The APIv3 key, under which the
    // certificate was sealed, proves that it is WeChat's.
    const key = keys.get(signature.serial) ?? fresh.get(signature.serial);
    if (key === undefined || !signature.matches(reply.body, key)) return;
    for (const [serial, one] of fresh) if (!keys.has(serial)) keys.set(serial, one);
  }

  return {
    known: (serial) => keys.get(serial) ?? null,
    async find(serial, signal) {
      const known = keys.get(serial);
      if (known !== undefined || !isDownloadable(serial)) return known ?? null;
      if (now() - lastDownloadMs >= shortestGapMs) {
        lastDownloadMs = now();
        download = fetchCertificates();
      }
      await Promise.race([download, whenAborted(signal)]);
      return keys.get(serial) ?? null;
    },
  };
}

function readCertificates(
  body: Buffer,
  apiV3Key: Buffer,
  nowMs: number,
): ReadonlyMap<string, KeyObject> {
  const entries = readJson(certificatesSchema, body)?.data ?? [];
  const keys = new Map<string, KeyObject>();
  for (const entry of entries) {
    const pem = unseal(entry.encrypt_certificate, apiV3Key);
    const certificate = pem === null ? null : readCertificate(pem);
    if (certificate === null || Date.parse(certificate.validTo) < nowMs) continue;
    keys.set(entry.serial_no.toUpperCase(), certificate.publicKey);
  }
  return keys;
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // One unusable certificate must not hide the others.
    return null;
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
