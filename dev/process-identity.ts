import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { platform } from 'node:os';

/**
 * Identifies a process by its pid, start time and command line, so that it can't be mistaken for a
 * later process with the same pid.
 */
export type ProcessIdentity = Readonly<{ pid: number; startedAt: string; command: string }>;

function readProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets and may hold spaces; count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return { pid, startedAt: `${boot}:${fields[19] ?? ''}`, command };
  } catch {
    // There is no such process.
    return null;
  }
}

function readPs(pid: number): ProcessIdentity | null {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
    return { pid, startedAt: line.slice(0, 24), command: line.slice(24).trim() };
  } catch {
    // ps ends with 1 if there is no such process.
    return null;
  }
}

/** The process that has this pid now; null if none has. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  return platform() === 'linux' ? readProc(pid) : readPs(pid);
}

/** Whether exactly this process runs; a later one with the same pid is another. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  return now?.startedAt === identity.startedAt && now.command === identity.command;
}

function folderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // The process ended meanwhile, or we may not look at it.
    return null;
  }
}

/**
 * Pids of the processes whose working directory is this folder; on Linux only, else none are found.
 */
export function processesWorkingIn(folder: string): number[] {
  if (platform() !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && folderOf(name) === folder)
    .map(Number);
}
