import { z } from 'zod';

const longestAddress = 2_000;

/** Browsers and libraries read these in different ways, and nobody means them. */
const strangeSigns = /[\u0000-\u001f\u007f\\]/;

/** A reason to refuse an address, for people; null: none. */
function faultOf(text: string): string | null {
  if (text.length > longestAddress) return `must be ${longestAddress} characters at most`;
  if (strangeSigns.test(text)) return 'must have no line break, tab or backslash in it';
  if (!URL.canParse(text)) return 'must be an absolute http or https address';
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) {
    return 'must be an absolute http or https address';
  }
  if (url.username !== '' || url.password !== '') return 'must name no user and no password';
  if (url.href.length > longestAddress) {
    return `must be ${longestAddress} characters at most, as the URL standard writes it`;
  }
  return null;
}

/**
 * An absolute web address without a user name in it, as its sender writes it: requests are compared
 * by what was sent. What is kept and answered is `normalAddress` of it.
 */
export const webAddress = z
  .string()
  .check(({ value, issues }) => {
    const message = faultOf(value);
    if (message !== null) issues.push({ code: 'custom', message, input: value });
  })
  .meta({ override: { format: 'uri', maxLength: longestAddress } });

/** The same where we send to: a fragment is never sent, so an address with one is a mistake. */
export const noticeAddress = webAddress.refine((text) => !text.includes('#'), 'must have no #');

/**
 * A checked address as the URL standard writes it: scheme and host in lower case, unicode hosts in
 * ASCII, spaces around it gone and others as `%20`, the slash after the host.
 *
 * @param address one that `webAddress` took
 */
export function normalAddress(address: string): string;
export function normalAddress(address: string | null): string | null;
export function normalAddress(address: string | null): string | null {
  return address === null ? null : new URL(address).href;
}
