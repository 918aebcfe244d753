import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** What is wrong with one entry; null when nothing is. */
function mistakeIn(entry: string): string | null {
  const [address = '', prefix, ...more] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return `“${entry}” is neither an address nor a CIDR`;
  if (prefix === undefined) return null;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (bits === 0) return `“${entry}” would let every caller choose its own address`;
  try {
    new BlockList().addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
    return null;
  } catch {
    return `“${entry}” has no length of a network after its slash`;
  }
}

/**
 * `TRUSTED_PROXIES`: addresses and CIDRs, separated by commas, of the proxies whose
 * `X-Forwarded-For` is believed. None by default.
 */
export const trustedProxiesSchema = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
  .superRefine((entries, context) => {
    for (const entry of entries) {
      const mistake = mistakeIn(entry);
      if (mistake !== null) context.addIssue({ code: 'custom', message: mistake });
    }
  });
