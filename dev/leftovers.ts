import { endProcess } from './end-process.ts';
import { readIdentities } from './pid-file.ts';
import { isAlive } from './process-identity.ts';
import { processNames, type ProcessName } from './process-names.ts';

const boundMs = 3_000;

/**
 * Ends the processes that a killed start left running on this data folder. A signal is sent only to
 * processes whose start time and command line are those that it wrote down.
 *
 * @returns the names of what was ended
 */
export async function endLeftovers(folder: string): Promise<ProcessName[]> {
  const identities = readIdentities(folder);
  const left = processNames.filter((name) => {
    const identity = identities[name];
    return identity !== undefined && isAlive(identity);
  });
  await Promise.all(
    left.map(async (name) => {
      const identity = identities[name];
      // SIGINT is PostgreSQL's fast shutdown; on SIGTERM it would wait for its clients.
      const signal = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
      if (identity !== undefined) await endProcess(identity, signal, boundMs);
    }),
  );
  return left;
}
