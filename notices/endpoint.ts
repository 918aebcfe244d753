import { isIP } from 'node:net';
import type { AddressRules } from './forbidden-address.ts';
import { NoticeRefused } from './notice-error.ts';

/** Where a notice goes, taken apart as the URL standard does it. */
export type Endpoint = Readonly<{
  isSecure: boolean;
  /** A name, or an address without brackets. */
  host: string;
  isLiteral: boolean;
  port: number;
  /** With the query. */
  path: string;
}>;

/**
 * Takes an address apart. The URL standard writes `0x7f.1`, `017700000001`, `２１３０７０６４３３` and
 * `127.0.0.1.` as `127.0.0.1`, so that nobody after it can read them in another way.
 *
 * @throws NoticeRefused `bad_address`
 */
export function endpointOf(address: string): Endpoint {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSecure = url?.protocol === 'https:';
  if (url === null || (!isSecure && url.protocol !== 'http:')) {
    throw new NoticeRefused('bad_address');
  }
  if (url.username !== '' || url.password !== '') throw new NoticeRefused('bad_address');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    isSecure,
    host,
    isLiteral: isIP(host) !== 0,
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
}

/**
 * Why no connection may be made to an address; null: it may. Without TLS only where the
 * configuration opens the address: it is then the operator's own network.
 */
export function faultOf(
  address: string,
  { isSecure }: Pick<Endpoint, 'isSecure'>,
  rules: AddressRules,
): 'address_forbidden' | 'https_required' | null {
  if (rules.isForbidden(address)) return 'address_forbidden';
  return isSecure || rules.isOpened(address) ? null : 'https_required';
}

/**
 * The same as far as it can be said before a name is looked up: of addresses that no try can ever
 * reach. The API refuses these, so that nobody waits a day to learn it.
 */
export function faultBeforeLookup(
  endpoint: Endpoint,
  rules: AddressRules,
): ReturnType<typeof faultOf> {
  if (endpoint.isLiteral) return faultOf(endpoint.host, endpoint, rules);
  return endpoint.isSecure || rules.mayBeOpened(endpoint.host) ? null : 'https_required';
}
