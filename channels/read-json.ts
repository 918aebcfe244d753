import type { z } from 'zod';

/** @returns null for text that is no JSON, or not of this shape */
export function readJson<T>(schema: z.ZodType<T>, text: Buffer | string): T | null {
  let value: unknown;
  try {
    value = JSON.parse(text.toString());
  } catch {
    // Callers treat text that is no JSON like any other shape that they can't use.
    return null;
  }
  const read = schema.safeParse(value);
  return read.success ? read.data : null;
}
