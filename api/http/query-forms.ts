import { z } from 'zod';

/** The longest `wait` a caller may ask for, in seconds. */
const longestWaitSeconds = 60;

/** A number in a query: digits there, an integer in the contract. */
export function digits(most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value <= most, `must be ${most} at most`)
    .meta({ override: { type: 'integer', minimum: 0, maximum: most } });
}

/** A whole number of 15 digits at most. */
export const wholeNumber = digits(999_999_999_999_999);

/** How long an answer may be held until there is news. */
export const waitSeconds = digits(longestWaitSeconds).meta({
  description: 'Holds the answer until there is news, this many seconds at most.',
  example: 25,
});

/**
 * How many entries a page may have.
 *
 * @param usual where the caller names none
 */
export function limitUpTo(most: number, usual: number): z.ZodType<number, string | undefined> {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= most, `must be 1 to ${most}`)
    .default(usual)
    .meta({
      description: 'The most entries of one page.',
      example: usual,
      override: { type: 'integer', minimum: 1, maximum: most, default: usual },
    });
}

/** A place in a list, as a `next_cursor` gave it. */
export function cursorOf(isCursor: (text: string) => boolean): z.ZodType<string, string> {
  return z.string().max(300).refine(isCursor, 'must be a next_cursor given before').meta({
    description: 'The `next_cursor` of the page before.',
  });
}

/** The query of an address that takes none but `merchant`. */
export const noQuery = z.strictObject({});
