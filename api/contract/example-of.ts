import { z } from 'zod';

function ownExample(schema: z.ZodType): unknown {
  return z.globalRegistry.get(schema)?.['example'];
}

function ofObject({ shape }: z.ZodObject): Record<string, unknown> {
  const fields = Object.entries(shape as Record<string, z.ZodType>)
    .map(([name, field]) => [name, exampleOf(field)] as const)
    .filter(([, example]) => example !== undefined);
  return Object.fromEntries(fields);
}

/**
 * An example of a schema, put together of the examples of its fields.
 *
 * @returns undefined where the schema, or what it is made of, names none
 */
export function exampleOf(schema: z.ZodType): unknown {
  const own = ownExample(schema);
  if (own !== undefined) return own;
  if (schema instanceof z.ZodObject) return ofObject(schema);
  if (schema instanceof z.ZodArray) {
    const item = exampleOf(schema.element as z.ZodType);
    return item === undefined ? [] : [item];
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return exampleOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return exampleOf(schema.options[0] as z.ZodType);
  if (schema instanceof z.ZodLiteral) return schema.value;
  return undefined;
}
