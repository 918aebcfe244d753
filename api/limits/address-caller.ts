import { isIPv6 } from 'node:net';
import type { Caller } from './caller.ts';

/**
 * Of an IPv6 address its first 64 bits: whoever has one of a network has all of them.
 *
 * @param address as `callerAddress` gives it
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  if (back === undefined) return groups.slice(0, 4).join(':');
  const behind = back === '' ? [] : back.split(':');
  const zeros = Array.from({ length: 8 - groups.length - behind.length }, () => '0');
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':');
}

/** @param address as `callerAddress` gives it */
export function addressCaller(address: string): Caller {
  return { kind: 'address', name: networkOf(address) };
}

/** The same for whoever has an order's token: a limit of its own, for many may share an address. */
export function shopperCaller(address: string): Caller {
  return { kind: 'shopper', name: networkOf(address) };
}
