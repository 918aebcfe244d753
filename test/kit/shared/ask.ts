import type { z } from 'zod';
import { doorVariable } from './names.ts';

/**
 * Asks for a server that the files of this run share; it is started for the first who asks.
 *
 * @param path as keeper.ts reads it
 * @returns what is told of it; null where nobody is to be asked, as outside a run of tests
 * @throws Error with the server's own words when it does not come up
 */
export async function askForServer<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const door = process.env[doorVariable];
  if (door === undefined || door === '') return null;
  const answer = await fetch(`${door}${path}`);
  const told = await answer.text();
  if (!answer.ok) throw new Error(`no server at ${path}: ${told}`);
  return schema.parse(JSON.parse(told));
}
