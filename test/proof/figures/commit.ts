import { spawnSync } from 'node:child_process';
import { projectFolder } from '../../../dev/own-process.ts';

function git(...args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: projectFolder, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/**
 * What the source is at the moment: `71b6a1b0c2d3`, or `71b6a1b0c2d3 and changes`. The pages don't
 * count, for the commands before this one may have written their figures into them.
 *
 * @returns null if there is no git, or no repository
 */
export function sourceCommit(): string | null {
  const commit = git('rev-parse', '--short=12', 'HEAD');
  const changes = git('status', '--porcelain', '--', '.', ':(exclude)docs');
  if (commit === null || changes === null) return null;
  return changes === '' ? commit : `${commit} and changes`;
}
