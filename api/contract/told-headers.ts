import type { oas31 } from 'zod-openapi';
import type { HeaderForm } from '../http/answer.ts';

const otherwiseWritten: Readonly<Record<string, string>> = {
  etag: 'ETag',
  'www-authenticate': 'WWW-Authenticate',
};

/** Header names as they are usually written: `If-None-Match`. */
export function asWritten(name: string): string {
  const known = otherwiseWritten[name];
  if (known !== undefined) return known;
  return name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Headers of an answer as the contract tells them. */
export function toldHeaders(
  headers: Readonly<Record<string, HeaderForm>>,
  required: boolean,
): Readonly<Record<string, oas31.HeaderObject>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { description, example }]) => [
      asWritten(name),
      { description, required, example, schema: { type: 'string' as const } },
    ]),
  );
}

/** What every answer carries, whatever it answers. @see ../http/request-id.ts */
export const everyHeader: Readonly<Record<string, oas31.HeaderObject>> = toldHeaders(
  {
    'x-request-id': {
      description: 'Names this answer; tell it to whoever runs the installation.',
      example: 'req_7f0c4c3e-0000-4000-8000-000000000000',
    },
  },
  true,
);

/** Refers to the header of `components.headers`. */
export const requestIdHeader = Object.freeze({
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
});

/** Of every answer that asks for a key. @see ../auth/access.ts */
export const challengeHeader = toldHeaders(
  { 'www-authenticate': { description: 'The scheme of keys (RFC 6750).', example: 'Bearer' } },
  true,
);
