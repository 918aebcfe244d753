import { Resolver } from 'node:dns/promises';
import { ownName } from './forbidden-address.ts';
import { NoticeRefused } from './notice-error.ts';

/**
 * All addresses of a host name.
 *
 * @throws any error where there are none
 */
export type ResolveName = (name: string) => Promise<readonly string[]>;

const limits = { timeout: 2_000, tries: 2 };

/**
 * Asks DNS, not the system's resolver: that one runs on four threads which the whole process shares
 * with its files, and a few names whose servers never answer would hold all of them. So the hosts file
 * has no say.
 */
export const resolveByDns: ResolveName = async (name) => {
  if (ownName.test(name)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver(limits);
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  if (found.length === 0) throw new NoticeRefused('dns_failed');
  return found;
};
