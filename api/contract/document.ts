import {
  createDocument,
  type oas31,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { z } from 'zod';
import { type Route, routeTags } from '../http/route.ts';
import { exampleOf } from './example-of.ts';
import { keyScheme, operationOf } from './operation.ts';
import { everyHeader } from './told-headers.ts';
import { toldExamples } from './told-problems.ts';
import { webhooks } from './webhooks.ts';

/**
 * The contract's own version: the second number grows when something is added, the first never
 * within /v1. @see docs/versioning.md
 */
export const contractVersion = '1.0.0';

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ReturnType<typeof operationOf>>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return paths;
}

type Written = Parameters<Extract<ZodOpenApiOverride, (context: never) => void>>[0];

/** Every named schema shows an example of itself. */
function giveExample({ zodSchema, jsonSchema }: Written): void {
  if (!(zodSchema instanceof z.ZodType) || z.globalRegistry.get(zodSchema)?.id === undefined)
    return;
  const example = exampleOf(zodSchema);
  if (example !== undefined) Object.assign(jsonSchema, { example });
}

/**
 * Answers may gain fields, so a client that was made of the document must bear those. What is
 * strict is so on purpose: requests.
 */
function letGrow({ zodSchema, jsonSchema, io }: Written): void {
  const isAnswer = zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined;
  if (isAnswer && io === 'output') delete jsonSchema.additionalProperties;
}

const about = `PaidOnce charges each order once. Amounts are whole minor units, times RFC 3339, names snake_case. Another merchant’s order is a 404. Unknown fields in requests are refused; answers may gain fields. An error is a problem (RFC 9457) whose \`code\` never changes its meaning. 503 \`engine_unavailable\` means *unknown*: repeat with the same Idempotency-Key, no second payment or refund can come of it. What is told here of no address is 404 \`route_not_found\`, and a method that an address does not take 405 \`method_not_allowed\`. 400 \`invalid_http\`, 408, 417 and 431 close the connection.`;

/**
 * The OpenAPI 3.1 document of the routes.
 *
 * @param publicUrl where the API is reached, without a slash at the end
 */
export function contractOf(routes: readonly Route[], publicUrl: string): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'PaidOnce',
        version: contractVersion,
        description: about,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl, description: 'This installation.' }],
      security: [{ [keyScheme]: [] }],
      tags: Object.entries(routeTags).map(([name, description]) => ({ name, description })),
      paths: pathsOf(routes),
      webhooks,
      components: {
        headers: everyHeader,
        examples: toldExamples(routes),
        securitySchemes: {
          [keyScheme]: {
            type: 'http',
            scheme: 'bearer',
            description: 'A key of a merchant, or of role ops.',
          },
        },
      },
    },
    {
      override: (written) => {
        giveExample(written);
        letGrow(written);
      },
    },
  );
}
