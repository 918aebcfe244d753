import type { z } from 'zod';
import type { ProblemError } from '../problems/problem-error.ts';

/** A part of a path: its form, and what is told where nothing can be found under it. */
export type PathPart = Readonly<{
  form: z.ZodType<string>;
  /** A part of another form names nothing that exists, so it is answered as what is not found. */
  unknown: () => ProblemError;
}>;

export type PathParts = Readonly<Record<string, PathPart>>;

/** The parts as the path of a request has them; decoded. */
export type PartsOf<Parts extends PathParts> = Readonly<Record<keyof Parts & string, string>>;

/** @throws ProblemError as the part says, for one that is not of its form */
export function readParts<Parts extends PathParts>(
  parts: Parts,
  found: Readonly<Record<string, unknown>>,
): PartsOf<Parts> {
  const read: Record<string, string> = {};
  for (const [name, part] of Object.entries(parts)) {
    const text = part.form.safeParse(found[name]);
    if (!text.success) throw part.unknown();
    read[name] = text.data;
  }
  return read as PartsOf<Parts>;
}
