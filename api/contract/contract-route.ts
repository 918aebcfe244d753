import { rawRoute } from '../http/route.ts';

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
    200: { description: 'OpenAPI 3.1.', mediaTypes: ['application/json'] },
  },
  problems: [],
  answer: (deps, _request, response) => {
    response.set('cache-control', 'no-cache').json(deps.contract);
    return Promise.resolve();
  },
});
