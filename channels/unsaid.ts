import { z } from 'zod';

/**
 * A field that an answer may leave out or give as null: both say nothing. Only what decides needs
 * to be there; a field that we don't use is not declared at all.
 */
export function orUnsaid<T extends z.ZodType>(field: T) {
  return field.nullish().transform((value) => value ?? undefined);
}

/** Words that decide nothing: whatever is no text says nothing. */
export const wordsOrNone = z.string().catch('');

/** The same for text that is read further where it is there. */
export const textOrUnsaid = z.string().optional().catch(undefined);
