import { isIP, isIPv4 } from 'node:net';
import type { Request } from 'express';

/** An IPv4 address in the form of an IPv6 one, as the URL standard writes it: `::ffff:102:304`. */
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** One form for each address; null for what is none. */
function normalised(text: string): string | null {
  const [address = ''] = text.split('%');
  if (isIPv4(address)) return address;
  if (isIP(address) === 0) return null;
  // The URL standard has one way to write an IPv6 address, and takes all others.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = mapped.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}

/**
 * Where a request comes from, for limits and wherever else the shopper's or merchant's own address
 * counts. `X-Forwarded-For` is believed of trusted proxies alone (`TRUSTED_PROXIES`, the app's
 * setting `trust proxy`): the address before the first of them, counted from here. What a proxy
 * wrote that is no address is passed over: then the nearest one is meant that is.
 *
 * @returns an address in one form: IPv4 as such, though it came in the form of an IPv6 address;
 *   `unknown` where there is none, as on a connection that was closed
 */
export function callerAddress(request: Request): string {
  // Farthest first; empty where no proxy is trusted.
  for (const forwarded of request.ips) {
    const address = normalised(forwarded);
    if (address !== null) return address;
  }
  return normalised(request.socket.remoteAddress ?? '') ?? 'unknown';
}
