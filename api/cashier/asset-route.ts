import { z } from 'zod';
import { pageFiles } from './page-addresses.ts';
import { readParts } from '../http/path-part.ts';
import { rawRoute } from '../http/route.ts';
import { ProblemError } from '../problems/problem-error.ts';

function noSuchFile(): ProblemError {
  return new ProblemError('route_not_found', 'The page has no such file; nothing was done.');
}

const parts = {
  fingerprint: {
    form: z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .meta({ description: 'Names what the files hold.', example: '7f0c4c3e7f0c' }),
    unknown: noSuchFile,
  },
  file: {
    form: z.enum(pageFiles).meta({ description: 'The file.', example: 'cashier.css' }),
    unknown: noSuchFile,
  },
};

const text = z.string().meta({ description: 'The file.', example: 'body {}' });

/**
 * `GET /pay-assets/{fingerprint}/{file}`: what the cashier page loads. While two releases run side by
 * side a page of one may ask the other: it is given what is there, and keeps that for no time.
 */
export const readCashierAsset = rawRoute({
  name: 'getCashierAsset',
  method: 'get',
  path: '/pay-assets/{fingerprint}/{file}',
  tag: 'cashier',
  summary: 'A file of the cashier page',
  description: 'Its style, its script, its icon. Those of a fingerprint never change.',
  parts,
  body: null,
  answers: {
    200: {
      description: 'The file.',
      content: { 'text/css': text, 'text/javascript': text, 'image/svg+xml': text },
    },
  },
  // A page needs three of them, for shoppers who share an address too.
  isLimited: false,
  problems: ['route_not_found', 'internal_error'],
  answer: ({ pageAssets }, request, response) => {
    const { fingerprint, file } = readParts(parts, request.params);
    const found = pageAssets.find(file);
    if (found === undefined) throw noSuchFile();
    const keeps =
      fingerprint === pageAssets.fingerprint ? 'public, max-age=31536000, immutable' : 'no-store';
    response.set('cache-control', keeps).type(found.type).send(found.body);
    return Promise.resolve();
  },
});
