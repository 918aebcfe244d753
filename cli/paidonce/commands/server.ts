import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Desk } from '../desk.ts';
import { UsageError } from '../usage-error.ts';

/** Of the source or of the build, as this file is. */
const isBuilt = import.meta.url.endsWith('.js');

/** Runs a program of ours with the same terminal, and ends as it ended. */
async function runProgram(desk: Desk, file: URL, args: readonly string[]): Promise<void> {
  const path = fileURLToPath(file);
  const loader = isBuilt || path.endsWith('.js') ? [] : ['--import', 'tsx'];
  const child = spawn(process.execPath, [...loader, path, ...args], {
    stdio: 'inherit',
    env: { ...desk.surroundings.env },
  });
  desk.surroundings.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`It ended with exit code ${code ?? 'of a signal'}; see above.`);
}

/** `paidonce start`, `paidonce migrate` */
export function addServer(program: Command, desk: Desk): void {
  program
    .command('start')
    .description(
      'PaidOnce with all it needs, on this machine; the options of `npm start`, `--json` among them',
    )
    .argument('[options...]', 'see `paidonce start -- --help`')
    .allowUnknownOption()
    .action(async (args: readonly string[]) => {
      const start = new URL('../../../dev/start.js', import.meta.url);
      if (!existsSync(start)) {
        throw new UsageError('`start` is for the repository; a build has no servers of its own.');
      }
      await runProgram(desk, start, args);
    });
  program
    .command('migrate')
    .description('bring the ledger up to date, and register with the engine; prints JSON')
    .option('--json', 'JSON, as it prints in any case')
    .action(async () => {
      const file = isBuilt ? '../../migrate.js' : '../../migrate.ts';
      await runProgram(desk, new URL(file, import.meta.url), []);
    });
}
