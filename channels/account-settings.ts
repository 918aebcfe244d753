import { z } from 'zod';
import { ConfigurationError } from './errors.ts';

/** A field that names a secret instead of holding it. */
export const secretReference = z
  .unknown()
  .refine((value) => value !== undefined && value !== null, {
    message: 'is missing; it is a reference to a secret',
  });

/** @throws ConfigurationError naming the first field that is missing or wrong */
export function checkSettings<T>(schema: z.ZodType<T>, settings: unknown): T {
  const checked = schema.safeParse(settings);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new ConfigurationError(field === '' ? 'settings' : field, issue?.message ?? 'is wrong');
}

/**
 * @param readSecret reads the secret that a reference names
 * @throws ConfigurationError, which names the field and never holds the secret
 */
export function readNamedSecret(
  field: string,
  reference: unknown,
  readSecret: (reference: unknown) => string,
): string {
  try {
    return readSecret(reference);
  } catch (cause) {
    const problem = 'its secret could not be read. Check the reference and what it names.';
    throw new ConfigurationError(field, problem, { cause });
  }
}
