import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Environment } from '../../config/configuration.ts';
import { StartError } from '../start-error.ts';

/** An installation that runs already. */
export type RunningInstallation = Readonly<{ api: string; sandbox: string; key: string }>;

export type DemoArguments = Readonly<{
  story: 'double-payment' | 'crash';
  help: boolean;
  /** Null: the demo starts one of its own. */
  running: RunningInstallation | null;
}>;

export const helpText = `npm run demo -- [options]: an order is paid twice, and one payment goes back
npm run demo:crash: a worker is killed between charge and answer, and there is one charge

Each starts a PaidOnce of its own in a temporary folder, and ends it. The exit code is 0 only if
the sandbox's money book says that the order was paid once. Options of npm run demo:

  --api URL      play it on a PaidOnce that runs already, as npm start prints it
  --sandbox URL  its sandbox
  --key KEY      an API key of a merchant there (or PAIDONCE_KEY in the environment)
  --help         prints this
`;

const runningSchema = z.object({ api: z.url(), sandbox: z.url(), key: z.string().min(1) });
const storySchema = z.enum(['double-payment', 'crash']);

function wrong(problem: string, cause?: unknown): StartError {
  return new StartError(`${problem} Nothing was started.`, ['npm run demo -- --help'], cause);
}

function runningOf(given: Readonly<Record<string, string | undefined>>): RunningInstallation {
  const parsed = runningSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw wrong('A PaidOnce that runs is named by --api, --sandbox and --key, all of them.');
}

/** @throws StartError for options that are not there, or not whole */
export function parseDemoArguments(args: readonly string[], env: Environment): DemoArguments {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { api: text, sandbox: text, key: text, help: { type: 'boolean', default: false } },
    });
    const { api, sandbox, key = env['PAIDONCE_KEY'], help } = values;
    const story = storySchema.parse(positionals[0]);
    if (help || (api === undefined && sandbox === undefined)) return { story, help, running: null };
    if (story === 'crash') throw wrong('A worker is killed only in a PaidOnce of the demo’s own.');
    return { story, help, running: runningOf({ api, sandbox, key }) };
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw wrong(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
