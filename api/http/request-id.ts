import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';

const locals = z.object({ requestId: z.string() });

/**
 * Gives each request an id of ours, which is in the answer's `x-request-id`, in problems and in
 * logs.
 */
export const giveRequestId: RequestHandler = (_request, response, next) => {
  const requestId = `req_${randomUUID()}`;
  response.locals['requestId'] = requestId;
  response.setHeader('x-request-id', requestId);
  next();
};

/** The id given to this request; a new one where none was given yet. */
export function requestIdOf(response: Response): string {
  const known = locals.safeParse(response.locals);
  return known.success ? known.data.requestId : `req_${randomUUID()}`;
}
