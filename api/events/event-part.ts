import { z } from 'zod';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** An event's id. */
export const eventId = z
  .string()
  .regex(/^evt_[0-9a-f]{32}$/, 'must be the id of an event')
  .meta({ description: 'The event’s id.', example: 'evt_0b8f2c4d6e7a49b1a3c5d7e9f0123456' });

/** Also of another merchant’s event. */
export function eventNotFound(): ProblemError {
  return new ProblemError('event_not_found', 'There is no event of that id.');
}

/** The part of a path that names an event. */
export const eventPart: PathPart = { form: eventId, unknown: eventNotFound };
