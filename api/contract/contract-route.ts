import { z } from 'zod';
import { rawRoute } from '../http/route.ts';

const openApi = z
  .looseObject({
    openapi: z.string().meta({ description: 'The version of OpenAPI it is in.', example: '3.1.1' }),
  })
  .meta({ description: 'The document.', example: { openapi: '3.1.1' } });

/** `GET /openapi.json`: the contract, made of the routes. */
export const readContract = rawRoute({
  name: 'getContract',
  method: 'get',
  path: '/openapi.json',
  tag: 'operations',
  summary: 'This document',
  description: 'The OpenAPI 3.1 document of this installation.',
  parts: {},
  body: null,
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      content: {
        'application/json': openApi,
      },
    },
  },
  isLimited: true,
  problems: ['internal_error'],
  answer: (deps, _request, response) => {
    response.set('cache-control', 'no-cache').type('json').send(deps.contract());
    return Promise.resolve();
  },
});
