import express, { type Request, type RequestHandler, type Response } from 'express';
import { readJsonText } from './json-text.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Largest body of a request or callback, in bytes. */
export const largestBodyBytes = 64 * 1024;

const readRaw: RequestHandler = express.raw({
  type: () => true,
  limit: largestBodyBytes,
  inflate: false,
});

/**
 * The body as it came, byte for byte.
 *
 * @throws the reader's own errors (too large, aborted, compressed), which `toProblem` understands
 */
export async function readBytes(request: Request, response: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readRaw(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body could not be read'));
    });
  });
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/**
 * The body as JSON; an empty one counts as `{}`, for requests whose address says everything.
 *
 * @throws ProblemError `unsupported_media_type`, or what `readJsonText` throws
 */
export async function readJson(request: Request, response: Response): Promise<unknown> {
  const bytes = await readBytes(request, response);
  if (bytes.length === 0) return {};
  if (request.is('application/json') === false) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send the body as Content-Type: application/json; nothing was done.',
    );
  }
  return readJsonText(bytes);
}
