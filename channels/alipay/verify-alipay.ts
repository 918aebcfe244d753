import { isRsaSha256 } from '../rsa.ts';
import type { AlipaySettings } from './settings.ts';

/** Whether Alipay signed these bytes with the key that is configured. */
export type Verdict =
  | Readonly<{ kind: 'genuine' }>
  | Readonly<{ kind: 'unsigned' | 'forged' | 'key_unknown'; detail: string }>;

/** Bytes and the signature that came with them; nothing of it is trusted yet. */
export type Claim = Readonly<{
  signed: Buffer;
  sign: string | null;
  certificateNumber: string | null;
}>;

/** Always verifies RSA with SHA-256, so that no message can ask for a weaker algorithm. */
export function verifyAlipay(
  claim: Claim,
  { alipayKey, certificates }: Pick<AlipaySettings, 'alipayKey' | 'certificates'>,
): Verdict {
  const { sign, certificateNumber } = claim;
  if (sign === null || sign === '') return { kind: 'unsigned', detail: 'It carries no signature.' };
  // A message may leave out its certificate's number; then the signature alone decides.
  if (
    certificates !== null &&
    certificateNumber !== null &&
    certificateNumber !== certificates.alipay
  ) {
    const detail =
      'It names another certificate than alipay_certificate. If Alipay renewed its own, download and configure the new one.';
    return { kind: 'key_unknown', detail };
  }
  if (isRsaSha256(claim.signed, sign, alipayKey)) return { kind: 'genuine' };
  return { kind: 'forged', detail: 'Its signature does not match the configured Alipay key.' };
}
