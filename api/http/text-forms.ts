import { z } from 'zod';

/** An order id or refund id, which the merchant chooses. @see docs/api.md#keys-and-forms */
export const merchantsOwnId = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -');

/** The id of a merchant, chosen by the operator. */
export const merchantId = z.string().regex(/^[a-z0-9_-]{1,32}$/, 'must be 1 to 32 of a-z 0-9 _ -');

/** Text for people: not blank, `longest` characters at most. */
export function plainText(longest: number): z.ZodString {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(longest, `must be ${longest} characters at most`);
}

/** An absolute web address without a user name in it. */
export const webAddress = z
  .string()
  .max(2_000, 'must be 2000 characters at most')
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  }, 'must be an absolute http or https address');
