import type { z } from 'zod';

/** @returns null for what is no JSON or not of this shape */
export function readJson<T>(schema: z.ZodType<T>, text: Buffer | string): T | null {
  let value: unknown;
  try {
    value = JSON.parse(text.toString());
  } catch {
    // Callers treat it like any other shape they can't use.
    return null;
  }
  const read = schema.safeParse(value);
  return read.success ? read.data : null;
}
