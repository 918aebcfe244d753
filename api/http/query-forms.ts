import { z } from 'zod';
import type { ZodOpenApiOverride } from 'zod-openapi';
import { longestWaitS } from './longest-wait.ts';

/** Numbers in a query are text, which we read; the contract calls them what they mean. */
function asInteger(
  bounds: Readonly<{ minimum: number; maximum: number; default?: number }>,
): ZodOpenApiOverride {
  return ({ jsonSchema }) => {
    delete jsonSchema.pattern;
    Object.assign(jsonSchema, { type: 'integer', ...bounds });
  };
}

/** A whole number that the caller may leave out. */
export function digits(most: number): z.ZodType<number | undefined, string | undefined> {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value <= most, `must be ${most} at most`)
    .optional()
    .meta({ override: asInteger({ minimum: 0, maximum: most }) });
}

/** A whole number of 15 digits at most. */
export const wholeNumber = digits(999_999_999_999_999);

/** How long an answer may be held until there is news. */
export const waitSeconds = digits(longestWaitS).meta({
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
      override: asInteger({ minimum: 1, maximum: most, default: usual }),
    });
}

/** A place in a list, as a `next_cursor` gave it. */
export function cursorOf(
  isCursor: (text: string) => boolean,
): z.ZodType<string | undefined, string | undefined> {
  return z
    .string()
    .max(300)
    .refine(isCursor, 'must be a next_cursor given before')
    .optional()
    .meta({
      description: 'The `next_cursor` of the page before; without it, the first page.',
      example: 'WzE3MDAwMDAwMDAwMDAsInNob3AiLCJBLTEwMDEiXQ',
    });
}
