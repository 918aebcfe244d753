import type { Call, Outcome } from './call.ts';
import { encrypt } from './platform-signature.ts';
import { wechatTime } from './wechat-time.ts';

const certificateLifeMs = 5 * 365 * 86_400_000;

/** The platform certificates of the merchant who asks, encrypted under its APIv3 key. */
export function listCertificates(call: Call): Outcome {
  const data = call.account.platformKeys.map((key) => ({
    serial_no: key.serial,
    effective_time: wechatTime(key.issuedMs),
    expire_time: wechatTime(key.issuedMs + certificateLifeMs),
    encrypt_certificate: encrypt(call.account, key.certificatePem, 'certificate'),
  }));
  return { status: 200, body: { data } };
}
