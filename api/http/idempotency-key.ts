import { ProblemError } from '../problems/problem-error.ts';

/** Visible ASCII, 255 characters at most, bare or as a quoted string, which may hold spaces. */
export const idempotencyKeyForm = /^(?:([!#-~][!-~]{0,254})|"([ !#-~]{1,255})")$/;

/**
 * The key in a header; null without one.
 *
 * @throws ProblemError `idempotency_key_invalid`
 */
export function idempotencyKeyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const [, bare, quoted] = idempotencyKeyForm.exec(header) ?? [];
  const key = bare ?? quoted;
  if (key !== undefined) return key;
  throw new ProblemError(
    'idempotency_key_invalid',
    'An Idempotency-Key is 1 to 255 visible ASCII characters, bare or in double quotes; nothing was done.',
  );
}

/**
 * The key in the header of a request that moves money, and so needs one.
 *
 * @throws ProblemError `idempotency_key_missing`, `idempotency_key_invalid`
 */
export function requiredIdempotencyKeyOf(header: string | undefined): string {
  const key = idempotencyKeyOf(header);
  if (key !== null) return key;
  throw new ProblemError(
    'idempotency_key_missing',
    'Send an Idempotency-Key header: with it the request can be repeated after a lost answer without paying or refunding twice. Nothing was done.',
  );
}
