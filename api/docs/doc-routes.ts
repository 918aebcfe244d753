import type { Request, Response } from 'express';
import { z } from 'zod';
import type { RouteDeps } from '../api-deps.ts';
import { type PathPart, readParts } from '../http/path-part.ts';
import { type RawAnswerForm, rawRoute } from '../http/route.ts';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * Everything a page loads is a file of ours. Swagger UI sets its few styles from its script, which
 * `style-src` does not hinder; its pictures are `data:` in its style sheet.
 */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function noSuchPage(): ProblemError {
  return new ProblemError(
    'route_not_found',
    'The documentation has no such page; /docs lists those it has. Nothing was done.',
  );
}

function partOf(description: string, example: string): PathPart {
  const form = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
  return { form: form.meta({ description, example }), unknown: noSuchPage };
}

/** `request.fresh`, which `send` asks, compares the etag and answers 304. */
function sendDoc(deps: RouteDeps, path: string, response: Response): Promise<void> {
  const doc = deps.docs.find(path);
  if (doc === undefined) throw noSuchPage();
  response
    .set({ 'content-security-policy': docsPolicy, 'cache-control': 'no-cache', etag: doc.etag })
    .type(doc.type)
    .send(doc.body);
  return Promise.resolve();
}

const headers = {
  etag: {
    description: 'Names what the page holds; it is asked for by `If-None-Match`.',
    example: '"7f0c4c3e7f0c4c3e7f0c4c"',
  },
};
const unchanged: RawAnswerForm = {
  description: 'What `If-None-Match` names is still it.',
  content: {},
  headers,
};

function text(description: string, example: string): z.ZodType {
  return z.string().meta({ description, example });
}

const htmlPage = {
  200: {
    description: 'The page.',
    content: { 'text/html': text('HTML.', '<!doctype html>') },
    headers,
  },
  304: unchanged,
};

/** `GET /docs`. */
export const readDocs = rawRoute({
  name: 'getDocs',
  method: 'get',
  path: '/docs',
  tag: 'documentation',
  summary: 'All pages',
  description: 'The list of the guides, the reference and the pages of the problem codes.',
  parts: {},
  body: null,
  answers: htmlPage,
  isLimited: true,
  problems: ['internal_error'],
  answer: (deps, _request, response) => sendDoc(deps, '', response),
});

/** `GET /docs/reference`. */
export const readReference = rawRoute({
  name: 'getReference',
  method: 'get',
  path: '/docs/reference',
  tag: 'documentation',
  summary: 'This document, readable',
  description: 'Every call, field and answer of `/openapi.json`, for people.',
  parts: {},
  body: null,
  answers: htmlPage,
  isLimited: true,
  problems: ['internal_error'],
  answer: (deps, _request, response) => sendDoc(deps, 'reference', response),
});

const guideParts = { guide: partOf('The name of the guide.', 'getting-started') };

/** `GET /docs/guides/{guide}`. */
export const readGuide = rawRoute({
  name: 'getGuide',
  method: 'get',
  path: '/docs/guides/{guide}',
  tag: 'documentation',
  summary: 'A guide',
  description: 'A page of the folder `docs/` of this version.',
  parts: guideParts,
  body: null,
  answers: htmlPage,
  isLimited: true,
  problems: ['route_not_found', 'internal_error'],
  answer: (deps, request: Request, response) =>
    sendDoc(deps, `guides/${readParts(guideParts, request.params).guide}`, response),
});

const problemParts = { code: partOf('The code of the problem.', 'order_already_paid') };

/** `GET /docs/problems/{code}`. */
export const readProblemPage = rawRoute({
  name: 'getProblemPage',
  method: 'get',
  path: '/docs/problems/{code}',
  tag: 'documentation',
  summary: 'The page of a problem code',
  description:
    'What the code means, what it means for the money, and what to do. The `type` of a problem is this address.',
  parts: problemParts,
  body: null,
  answers: htmlPage,
  isLimited: true,
  problems: ['route_not_found', 'internal_error'],
  answer: (deps, request, response) =>
    sendDoc(deps, `problems/${readParts(problemParts, request.params).code}`, response),
});

const assetParts = { file: partOf('The name of the file.', 'docs.css') };

/** `GET /docs/assets/{file}`. */
export const readDocAsset = rawRoute({
  name: 'getDocsAsset',
  method: 'get',
  path: '/docs/assets/{file}',
  tag: 'documentation',
  summary: 'A file that the pages load',
  description: 'Style sheets, scripts and pictures of the pages; no page loads anything else.',
  parts: assetParts,
  body: null,
  answers: {
    200: {
      description: 'The file.',
      content: {
        'text/css': text('A style sheet.', 'body { margin: 0 }'),
        'text/javascript': text('A script.', 'start();'),
        'image/svg+xml': text('A drawing.', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        // OpenAPI 3.1 gives bytes no type.
        'image/png': z.unknown().meta({ description: 'The bytes of a picture.' }),
      },
      headers,
    },
    304: unchanged,
  },
  isLimited: true,
  problems: ['route_not_found', 'internal_error'],
  answer: (deps, request, response) =>
    sendDoc(deps, `assets/${readParts(assetParts, request.params).file}`, response),
});
