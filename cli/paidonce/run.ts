import { endOf, exitCodes } from './exit-code.ts';
import { createProgram } from './program.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs one command.
 *
 * @param args as a shell would give them, after `paidonce`
 * @returns its exit code
 */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    await createProgram(surroundings).parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Ctrl-C ends what has no end of its own.
    if (surroundings.signal.aborted && error === surroundings.signal.reason) return exitCodes.done;
    const { code, words } = endOf(error);
    if (words !== '') surroundings.err(`${words}\n`);
    return code;
  }
}
