import { BlockList, isIP } from 'node:net';

/**
 * Addresses that notices may go to though they are not public: none, this machine's own (what
 * `npm start` allows), or networks as CIDRs (a single address: `/32` or `/128`).
 */
export type AllowedAddresses = 'none' | 'loopback' | readonly string[];

/**
 * What IANA's registries of special addresses keep from the public internet, and where clouds answer
 * with the machine's own credentials.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const forbiddenIpv4 = [
  '0.0.0.0/8', // this network, unspecified
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by carriers; Alibaba Cloud's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's platform
  '169.254.0.0/16', // link-local; metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle Cloud's metadata
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/**
 * All that is not public by being outside of it: loopback, unspecified, IPv4-mapped and -compatible,
 * NAT64, unique local, link- and site-local, multicast, and all that nobody was given yet.
 */
const publicIpv6 = ['2000::/3'];

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const forbiddenIpv6 = [
  '2001::/23', // protocol assignments: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address inside
  '3fff::/20', // documentation
];

const loopback = ['127.0.0.0/8', '::1/128'];

/** RFC 6761: this machine, whatever DNS may say. */
export const ownName = /(?:^|\.)localhost\.?$/;

function family(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** @throws RangeError naming the entry that is no network */
function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix = '', ...more] = cidr.split('/');
    const kind = family(address);
    if (kind === null || more.length > 0 || !/^\d{1,3}$/.test(prefix)) {
      throw new RangeError(`“${cidr}” is not a network; write it as 10.1.0.0/16 or fd12::/48.`);
    }
    list.addSubnet(address, Number(prefix), kind);
  }
  return list;
}

const specialIpv4 = networks(forbiddenIpv4);
const specialIpv6 = networks(forbiddenIpv6);
const globalIpv6 = networks(publicIpv6);

/** Where notices may go. */
export type AddressRules = Readonly<{
  /** The configuration names it: it may be private, and may be spoken to without TLS. */
  isOpened: (address: string) => boolean;
  /** Notices must never go there. What is no address is forbidden. */
  isForbidden: (address: string) => boolean;
  /** A name that is not looked up yet may lead to an address that is opened. */
  mayBeOpened: (name: string) => boolean;
}>;

function isPublic(address: string): boolean {
  const kind = family(address);
  if (kind === 'ipv4') return !specialIpv4.check(address, kind);
  // One with a zone (fe80::1%eth0) is of a link, and is not looked at further.
  if (kind === 'ipv6' && !address.includes('%')) {
    return globalIpv6.check(address, kind) && !specialIpv6.check(address, kind);
  }
  return false;
}

/**
 * The rules by which an address is one that notices may go to. A public address may always.
 *
 * @param allow what the configuration opens besides
 * @throws RangeError if an entry is no network
 */
export function addressRules(allow: AllowedAddresses): AddressRules {
  const opened = networks(allow === 'none' ? [] : allow === 'loopback' ? loopback : allow);
  const isOpened = (address: string): boolean => {
    const kind = family(address);
    return kind !== null && !address.includes('%') && opened.check(address, kind);
  };
  return Object.freeze({
    isOpened,
    isForbidden: (address: string) => !isOpened(address) && !isPublic(address),
    mayBeOpened: (name: string) => {
      if (allow === 'none') return false;
      return allow === 'loopback' ? ownName.test(name) : allow.length > 0;
    },
  });
}
