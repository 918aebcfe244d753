import { z } from 'zod';
import type { AlipayAccount, AlipayRegister } from './alipay-account.ts';
import { AlipayError } from './alipay-error.ts';
import { readBeijingTime } from './beijing-time.ts';
import type { Call } from './call.ts';
import { decodeText, readCharset, type Charset } from './charset.ts';
import { readForm, type FormBytes } from './form.ts';
import { isSignedByApp } from './signature.ts';

/** A request whose app is known; who sent it is not proven yet. */
export type GatewayRequest = Readonly<{
  account: AlipayAccount;
  method: string;
  charset: Charset;
  fields: FormBytes;
  text: (name: string) => string;
  /** The request named certificates, so the answer names Alipay's. */
  byCertificate: boolean;
}>;

const versions = ['1.0'];

/**
 * Reads the parameters of a request, from its query string and its body together.
 * @throws AlipayError when not even the method and the app can be told: nothing to sign with
 */
export function readGatewayRequest(
  register: AlipayRegister,
  query: Buffer,
  body: Buffer,
): GatewayRequest {
  const fields: FormBytes = new Map([...readForm(query), ...readForm(body)]);
  const plain = (name: string): string => fields.get(name)?.toString('latin1') ?? '';
  const charset = readCharset(plain('charset'));
  if (charset === undefined) throw new AlipayError('isv.invalid-charset');
  const text = (name: string): string => {
    const bytes = fields.get(name);
    return bytes === undefined ? '' : decodeText(bytes, charset);
  };
  if (plain('method') === '') throw new AlipayError('isv.missing-method');
  if (plain('app_id') === '') throw new AlipayError('isv.missing-app-id');
  const account = register.byAppId(plain('app_id'));
  if (account === undefined) throw new AlipayError('isv.invalid-app-id');
  const byCertificate = plain('app_cert_sn') !== '';
  return { account, method: plain('method'), charset, fields, text, byCertificate };
}

function requireCommonFields({ text }: GatewayRequest): void {
  const format = text('format');
  if (format !== '' && format.toUpperCase() !== 'JSON') throw new AlipayError('isv.invalid-format');
  if (text('sign_type') === '') throw new AlipayError('isv.missing-signature-type');
  if (text('sign_type') !== 'RSA2') throw new AlipayError('isv.invalid-signature-type');
  if (text('timestamp') === '') throw new AlipayError('isv.missing-timestamp');
  if (!/:\d\d:/.test(text('timestamp')) || readBeijingTime(text('timestamp')) === undefined) {
    throw new AlipayError('isv.invalid-timestamp', 'must be yyyy-MM-dd HH:mm:ss');
  }
  if (!versions.includes(text('version'))) throw new AlipayError('isv.missing-version');
}

function requireRightCertificates({ account, text }: GatewayRequest): void {
  if (text('app_cert_sn') !== account.appCertificateSerial) {
    throw new AlipayError('isv.invalid-app-cert-sn');
  }
  if (text('alipay_root_cert_sn') !== account.rootCertificatesSerial) {
    throw new AlipayError('isv.invalid-root-cert-sn');
  }
}

function contentOf(text: string): unknown {
  try {
    return z.unknown().parse(JSON.parse(text === '' ? '{}' : text));
  } catch {
    throw new AlipayError('ACQ.INVALID_PARAMETER', 'biz_content is not JSON');
  }
}

/**
 * Proves who sent a request.
 * @throws AlipayError what is missing or wrong; its answer can be signed
 */
export function proveRequest(request: GatewayRequest): Call {
  requireCommonFields(request);
  if (request.text('sign') === '') throw new AlipayError('isv.missing-signature');
  if (request.byCertificate) requireRightCertificates(request);
  if (!isSignedByApp(request.account, request.fields)) {
    throw new AlipayError('isv.invalid-signature');
  }
  const { account, charset, method, text } = request;
  return {
    account,
    charset,
    method,
    notifyUrl: text('notify_url'),
    returnUrl: text('return_url'),
    content: contentOf(text('biz_content')),
  };
}
