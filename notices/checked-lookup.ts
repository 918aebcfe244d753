import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { AddressRules } from './forbidden-address.ts';
import { type Endpoint, faultOf } from './endpoint.ts';
import { NoticeRefused } from './notice-error.ts';
import type { ResolveName } from './resolve-name.ts';

/**
 * The addresses of a name that may be connected to. Of a name with forbidden ones the others are
 * used: behind DNS64 every name has one more.
 *
 * @throws NoticeRefused if there are none
 */
async function usableAddresses(
  endpoint: Endpoint,
  rules: AddressRules,
  resolve: ResolveName,
): Promise<readonly string[]> {
  const found = await resolve(endpoint.host).catch((cause: unknown) => {
    throw new NoticeRefused('dns_failed', { cause });
  });
  const faults = found.map((address) => faultOf(address, endpoint, rules));
  const usable = found.filter((_, place) => faults[place] === null);
  if (usable.length > 0) return usable;
  throw new NoticeRefused(
    faults.find((fault) => fault === 'https_required') ?? faults[0] ?? 'dns_failed',
  );
}

/**
 * The lookup of a connection: it connects to the very addresses that were checked here, so that a
 * name which answers otherwise a moment later (DNS rebinding) gains nothing.
 */
export function checkedLookup(
  endpoint: Endpoint,
  rules: AddressRules,
  resolve: ResolveName,
): LookupFunction {
  return (_name, options, callback) => {
    void usableAddresses(endpoint, rules, resolve).then(
      (addresses) => {
        const all = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = all;
        if (options.all === true) callback(null, all);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), []),
    );
  };
}

/** Ends a connection before the first byte is sent, if it leads where none may. */
export function endIfForbidden(socket: Socket, endpoint: Endpoint, rules: AddressRules): void {
  const check = (): void => {
    const address = socket.remoteAddress;
    // The other end is gone already, and was nobody who must not be spoken to.
    const fault = address === undefined ? 'reset' : faultOf(address, endpoint, rules);
    if (fault !== null) socket.destroy(new NoticeRefused(fault));
  };
  // Before the handshake of TLS, which begins at the same event.
  if (socket.connecting) socket.prependOnceListener('connect', check);
  else check();
}
