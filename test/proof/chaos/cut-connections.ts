import { execFileSync } from 'node:child_process';

/** Whether we can break other processes' connections: as root, on a kernel with SOCK_DESTROY. */
export function canCutConnections(): boolean {
  try {
    execFileSync('ss', ['-K', 'dst', '127.0.0.1', 'dport', '=', '1'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

/** Cuts both ends of every established connection to this port. */
function cutPort(port: number): void {
  for (const side of ['sport', 'dport']) {
    execFileSync('ss', ['-K', '-t', 'state', 'established', side, '=', `:${port}`], {
      stdio: 'ignore',
    });
  }
}

function localPortsOf(pid: number): number[] {
  const lines = execFileSync('ss', ['-Htnp', 'state', 'established'], { encoding: 'utf8' });
  return lines
    .split('\n')
    .filter((line) => line.includes(`pid=${pid},`))
    .flatMap((line) => /\s\S*:(\d+)\s+\S*:\d+\s+users/.exec(line)?.[1] ?? [])
    .map(Number);
}

/** Breaks every connection of a process, whoever opened it; the process lives on. */
export function cutConnectionsOf(pid: number, listensOn: number | null): void {
  if (listensOn !== null) cutPort(listensOn);
  for (const port of localPortsOf(pid)) {
    if (port !== listensOn) cutPort(port);
  }
}
