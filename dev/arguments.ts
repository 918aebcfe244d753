import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from './own-process.ts';
import { StartError } from './start-error.ts';

export type StartArguments = Readonly<{
  json: boolean;
  help: boolean;
  fresh: boolean;
  dataFolder: string;
}>;

export const helpText = `npm start -- [options]: PaidOnce with all it needs, on this machine

  --data DIR   where its state is kept (default: .paidonce in the project)
  --fresh      begins anew: deletes the state in that folder first
  --json       prints one line of JSON on standard output once all is ready
  --help       prints this

Environment:
  DATABASE_URL           use this PostgreSQL instead of starting one
  DATABASE_OWNER_URL     the role that owns its tables, where DATABASE_URL's does not: migrates
  TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…, TEMPORAL_CONFIG_FILE
                         use this Temporal server or Temporal Cloud instead of starting one
  TEMPORAL_CLI_PATH      the Temporal CLI to start one with
  PAIDONCE_TIME_SCALE    0.01 runs every schedule a hundred times faster
  PAIDONCE_ENGINE_LONG_POLL_S
                         how long the engine holds a worker's poll, in seconds (default 60)
  PAIDONCE_HANG_AFTER_S  seconds of silence after which a process counts as hanging and is started
                         again (default 30; 0: never, as while one is debugged)
  PAIDONCE_SHOP          off: without the demo shop
  HOST, PORT             where the API listens (default 127.0.0.1, 8080 or the next free port)
`;

/** @throws StartError for an unknown flag */
export function parseArguments(args: readonly string[]): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        fresh: { type: 'boolean', default: false },
        data: { type: 'string', default: join(projectFolder, '.paidonce') },
      },
    });
    return {
      json: values.json,
      help: values.help,
      fresh: values.fresh,
      dataFolder: values.data,
    };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(problem, ['npm start -- --help'], cause);
  }
}
