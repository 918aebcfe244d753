import { parse } from 'node:querystring';
import { ProblemError } from '../problems/problem-error.ts';

/** No call has more than ten. */
const mostParameters = 100;

/**
 * Reads a query, of plain names and values alone; a name that comes twice has a list of values.
 *
 * @throws ProblemError `invalid_request` for more parameters than any call has, before it is split
 */
export function readQueryText(text: string): Record<string, unknown> {
  if (text.split('&', mostParameters + 1).length > mostParameters) {
    throw new ProblemError(
      'invalid_request',
      `The query has more than ${mostParameters} parameters; nothing was done.`,
    );
  }
  return { ...parse(text) };
}
