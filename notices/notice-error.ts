/** Why a notice got no answer, for programs. */
export type NoticeErrorCode =
  | 'bad_address'
  | 'https_required'
  | 'address_forbidden'
  | 'dns_failed'
  | 'connection_refused'
  | 'no_route'
  | 'tls_failed'
  | 'timeout'
  | 'reset'
  | 'bad_answer'
  | 'given_up';

/** The same for people. It holds no secret, no body, and no address inside our network. */
export type NoticeError = Readonly<{ code: NoticeErrorCode; message: string }>;

const words: Readonly<Record<NoticeErrorCode, string>> = {
  bad_address:
    'The address can’t be used: it must be http or https, with no user name and no password in it.',
  https_required: 'The address must be https: what goes over http can be read on its way.',
  address_forbidden:
    'The address leads to a private, local or reserved network, where notices never go.',
  dns_failed: 'The host name has no address, or DNS did not answer.',
  connection_refused: 'The server refused the connection.',
  no_route: 'The server could not be reached over the network.',
  tls_failed:
    'No secure connection could be made: the certificate must be valid, be for this host, and come from a known authority with its whole chain.',
  timeout: 'No whole answer came in time.',
  reset: 'The server broke the connection before its answer was whole.',
  bad_answer: 'What the server answered is not HTTP, or its headers are too large.',
  given_up: 'The try was ended on our side before an answer came.',
};

/** What a code means, in words. */
export function noticeError(code: NoticeErrorCode): NoticeError {
  return { code, message: words[code] };
}

/** Thrown on the way to a connection that must not be made. */
export class NoticeRefused extends Error {
  override readonly name = 'NoticeRefused';
  readonly code: NoticeErrorCode;

  constructor(code: NoticeErrorCode, options?: ErrorOptions) {
    super(words[code], options);
    this.code = code;
  }
}

const bySystemCode: Readonly<Record<string, NoticeErrorCode>> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  EHOSTDOWN: 'no_route',
  ENETDOWN: 'no_route',
  EADDRNOTAVAIL: 'no_route',
  EINVAL: 'no_route',
  EACCES: 'no_route',
  EPERM: 'no_route',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls_failed',
};

/** Of OpenSSL and of Node's check of a certificate: `ERR_SSL_…`, `CERT_HAS_EXPIRED`, … */
const ofTls =
  /^ERR_(?:SSL|TLS)_|CERT|^UNABLE_TO_|SIGNATURE|^INVALID_CA$|^PATH_LENGTH|^INVALID_PURPOSE$|^HOSTNAME_MISMATCH$|CRL/;

/**
 * What an error of a connection means. An unknown one is a broken connection: the notice is tried
 * again, as after each of them.
 *
 * @param isSecured the connection stands, TLS included
 */
export function errorFrom(error: unknown, isSecured: boolean): NoticeError {
  if (error instanceof NoticeRefused) return noticeError(error.code);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return noticeError('bad_answer');
  const known = bySystemCode[code] ?? (ofTls.test(code) ? 'tls_failed' : 'reset');
  // A server that hangs up within the handshake wants another version, or a certificate of ours.
  return noticeError(known === 'reset' && !isSecured ? 'tls_failed' : known);
}
