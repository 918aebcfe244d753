import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { readJsonText } from './json-text.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Largest body of a request or callback, in bytes. */
export const largestBodyBytes = 64 * 1024;

/** The problem of a body that is larger, or says that it will be. */
export function bodyTooLarge(): ProblemError {
  const detail = `The body is larger than ${largestBodyBytes} bytes; nothing was done.`;
  return new ProblemError('body_too_large', detail);
}

/** Whether the headers already say that the body is too large, so that none of it need be read. */
export function saysTooLarge({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > largestBodyBytes;
}

/** Reads no further than to the limit; what comes after it is left where it is. */
function readAtMost(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > largestBodyBytes) fail(bodyTooLarge());
      else chunks.push(chunk);
    };
    const end = (): void => {
      stop();
      resolve(Buffer.concat(chunks));
    };
    const broken = (): void => {
      fail(new ProblemError('invalid_request', 'The body did not come whole; nothing was done.'));
    };
    const stop = (): void => {
      request.off('data', take).off('end', end).off('close', broken);
    };
    const fail = (problem: ProblemError): void => {
      stop();
      request.pause();
      reject(problem);
    };
    request.on('data', take).once('end', end).once('close', broken);
  });
}

/**
 * The body as it came, byte for byte.
 *
 * @throws ProblemError `body_too_large`, `unsupported_media_type` for a compressed one, or
 *   `invalid_request` where it broke off
 */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new ProblemError(
      'unsupported_media_type',
      'Send the body uncompressed, as application/json; nothing was done.',
    );
  }
  if (saysTooLarge(request)) throw bodyTooLarge();
  if (request.readableEnded) return Buffer.alloc(0);
  return await readAtMost(request);
}

/**
 * The body as JSON; an empty one counts as `{}`, for requests whose address says everything.
 *
 * @throws ProblemError `unsupported_media_type`, or what `readJsonText` throws
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (request.is('application/json') === false) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send the body as Content-Type: application/json; nothing was done.',
    );
  }
  return readJsonText(bytes);
}
