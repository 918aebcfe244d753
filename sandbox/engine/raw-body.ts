import express from 'express';
import type { Request } from 'express';

/** Takes bodies as bytes, whatever they say they are: signatures are over the bytes. */
export const takeRawBody = express.raw({ type: () => true, limit: '256kb' });

/** The bytes of a body that `takeRawBody` took; none where there is no body. */
export function rawBody(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
