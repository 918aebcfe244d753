import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';

/** The commands of a page, as its blocks of shell have them, in order. */
export function shellOf(page: string): string {
  const text = readFileSync(join(projectFolder, page), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block).join('');
}

const curl = join(import.meta.dirname, 'curl.js');

/** Our Node first, and last of all a curl: one of the machine wins, and none need be there. */
function withCurl(folder: string): string {
  const path = join(folder, 'curl');
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${curl}" "$@"\n`);
  chmodSync(path, 0o755);
  return [dirname(process.execPath), process.env['PATH'] ?? '', folder].join(delimiter);
}

/** What the commands of a guide printed, and in which folder they left something. */
export type GuideRun = Readonly<{ printed: string; status: number | null; folder: string }>;

/**
 * Runs commands one after the other in one shell, as a person pastes them, and ends whatever they
 * left running.
 *
 * @param patienceMs then they are ended, with what they have printed
 */
export async function runCommands(
  commands: string,
  settings: Readonly<Record<string, string>>,
  patienceMs = 100_000,
): Promise<GuideRun> {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const env = { ...process.env, ...settings, PATH: withCurl(folder), INBOX: join(folder, 'inbox') };
  // A shell leads a group of its own, so that what it starts in the background ends with it.
  const shell = spawn('sh', ['-eu'], { cwd: projectFolder, env, detached: true });
  let printed = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const end = (): void => {
    if (shell.pid === undefined) return;
    try {
      process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // All of the group have ended already.
    }
  };
  const timer = setTimeout(end, patienceMs);
  shell.stdin.end(commands);
  const [status] = (await once(shell, 'exit')) as [number | null];
  clearTimeout(timer);
  end();
  rmSync(folder, { recursive: true, force: true });
  return { printed, status, folder };
}
