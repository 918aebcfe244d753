import type { Request } from 'express';
import type { AskedField } from '../../checkout/cashier-view.ts';
import { type ChannelDirectory, channelNamed } from '../../channels/channel-directory.ts';
import { callerAddress } from '../http/caller-address.ts';
import { idempotencyKeyOf, requiredIdempotencyKeyOf } from '../http/idempotency-key.ts';
import { parseBody } from '../http/parse-request.ts';
import { readBytes, readJson } from '../http/request-body.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type AttemptRequest, attemptRequest } from '../payments/attempt-request.ts';

/** A shopper's click, as the page's form or a program sends it. */
export type Click = Readonly<{
  request: AttemptRequest;
  key: string;
  /** The shopper was asked, and takes another way although a payment may still be made. */
  mayReplace: boolean;
  /** The language that the page was asked for in. */
  language: string | null;
}>;

const asked = ['name', 'email', 'tax_id', 'address'] as const satisfies readonly AskedField[];

/** The shopper's own address, where the method sends it: no page may say another. */
function withAddress(
  channels: ChannelDirectory,
  given: AttemptRequest,
  request: Request,
): AttemptRequest {
  const { shopper, ...rest } = given;
  const others = Object.fromEntries(
    Object.entries(shopper ?? {}).filter(([field]) => field !== 'ip'),
  );
  const address = callerAddress(request);
  const needsAddress =
    channelNamed(channels, given.channel)?.needs(given.method).includes('ip') ?? false;
  const told = needsAddress && address !== 'unknown' ? { ...others, ip: address } : others;
  return Object.keys(told).length === 0 ? rest : { ...rest, shopper: told };
}

async function readForm(
  request: Request,
): Promise<Omit<Click, 'key'> & { key: string | undefined }> {
  const fields = new URLSearchParams((await readBytes(request)).toString('utf8'));
  const field = (name: string): string | undefined => fields.get(name) ?? undefined;
  const shopper = Object.fromEntries(
    asked.flatMap((name) => {
      const value = field(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const account = field('account');
  return {
    request: parseBody(attemptRequest, {
      channel: field('channel'),
      method: field('method'),
      ...(account === undefined ? {} : { account }),
      ...(Object.keys(shopper).length === 0 ? {} : { shopper }),
    }),
    key: field('idempotency_key'),
    mayReplace: field('switch') === 'yes',
    language: field('lang') ?? null,
  };
}

/**
 * Reads a click. A form carries its key in a field, a program in the header.
 *
 * @throws ProblemError `idempotency_key_missing`, or whatever a bad body is refused with
 */
export async function readClick(
  channels: ChannelDirectory,
  request: Request,
  isForm: boolean,
): Promise<Click> {
  if (!isForm) {
    const body = parseBody(attemptRequest, await readJson(request));
    const key = requiredIdempotencyKeyOf(request.get('idempotency-key'));
    return { request: withAddress(channels, body, request), key, mayReplace: true, language: null };
  }
  const { key: written, request: given, ...form } = await readForm(request);
  const key = idempotencyKeyOf(written);
  if (key === null) {
    throw new ProblemError(
      'idempotency_key_missing',
      'The form names no click; nothing was done. Load the page anew.',
    );
  }
  return { ...form, key, request: withAddress(channels, given, request) };
}
