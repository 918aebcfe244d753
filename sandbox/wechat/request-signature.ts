import { verify } from 'node:crypto';
import type { MerchantAccount, MerchantRegister } from './merchant-account.ts';
import { WechatError } from './wechat-error.ts';

/** What a request's signature is checked over; `body` are the bytes as received. */
export type SignedRequest = Readonly<{
  method: string;
  /** Path and query as sent, e.g. `/wechat/v3/pay/transactions/native`. */
  target: string;
  authorization: string | undefined;
  body: Buffer;
}>;

const scheme = 'WECHATPAY2-SHA256-RSA2048 ';
const toleranceSeconds = 300;
const mountPrefix = '/wechat';

function readAuthorization(header: string | undefined): ReadonlyMap<string, string> {
  if (header?.startsWith(scheme) !== true) {
    throw new WechatError('SIGN_ERROR', `Authorization must begin with "${scheme.trim()}"`);
  }
  const fields = [...header.slice(scheme.length).matchAll(/([a-z_]+)="([^"]*)"/g)];
  return new Map(fields.map(([, key, value]) => [key ?? '', value ?? '']));
}

function field(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') {
    throw new WechatError('SIGN_ERROR', `Authorization lacks ${name}`);
  }
  return value;
}

function isSigned(
  request: SignedRequest,
  target: string,
  fields: ReadonlyMap<string, string>,
  account: MerchantAccount,
): boolean {
  const head = [request.method, target, field(fields, 'timestamp'), field(fields, 'nonce_str'), ''];
  const message = Buffer.concat([Buffer.from(head.join('\n')), request.body, Buffer.from('\n')]);
  const signature = Buffer.from(field(fields, 'signature'), 'base64');
  return verify('sha256', message, account.publicKey, signature);
}

/**
 * Proves who sent a request.
 *
 * The target counts as signed with or without the prefix under which the sandbox
 * stands: real clients sign `/v3/…`, those with a base URL sign what they request.
 *
 * @throws WechatError SIGN_ERROR
 */
export function verifyRequest(
  request: SignedRequest,
  register: MerchantRegister,
  nowMs: number,
): MerchantAccount {
  const fields = readAuthorization(request.authorization);
  const account = register.byMchid(field(fields, 'mchid'));
  if (account === undefined) throw new WechatError('SIGN_ERROR', 'No such mchid');
  if (field(fields, 'serial_no') !== account.serialNo) {
    throw new WechatError('SIGN_ERROR', 'serial_no is not of a certificate of this mchid');
  }
  const offset = Math.abs(Number(field(fields, 'timestamp')) - nowMs / 1000);
  if (!(offset <= toleranceSeconds)) {
    throw new WechatError('SIGN_ERROR', 'timestamp is more than 5 minutes away');
  }
  const targets = [request.target, request.target.slice(mountPrefix.length)];
  if (!targets.some((target) => isSigned(request, target, fields, account))) {
    throw new WechatError('SIGN_ERROR', 'The signature does not match the request');
  }
  return account;
}
