import { z } from 'zod';
import { endpointOf, faultBeforeLookup } from '../../notices/endpoint.ts';
import type { AddressRules } from '../../notices/forbidden-address.ts';
import { ProblemError } from '../problems/problem-error.ts';

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

const unreachable = {
  https_required:
    'must be https: what goes over http can be read on its way (the operator can open networks with notices.allow)',
  address_forbidden:
    'must be a public address: this one is private, local or reserved, where notices never go (the operator can open networks with notices.allow)',
} as const;

/**
 * Refuses an address that no notice could ever be sent to, by the rules of the sender. Old orders and
 * merchants keep theirs: only what is new is asked.
 *
 * @param address one that `normalAddress` made; null or undefined: none is named
 * @throws ProblemError `invalid_request`
 */
export function checkNoticeAddress(rules: AddressRules, address: string | null | undefined): void {
  if (address === null || address === undefined) return;
  const fault = faultBeforeLookup(endpointOf(address), rules);
  if (fault === null) return;
  throw new ProblemError(
    'invalid_request',
    'Notices can’t be sent to that address; nothing was done. Name a public https address.',
    { errors: [{ pointer: '/notify_url', detail: unreachable[fault] }] },
  );
}
