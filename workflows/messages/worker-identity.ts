/** What a worker of ours calls itself at the engine: its build first. */
const ours = /^paidonce-worker\/([0-9a-f]+)@.*:(\d+)$/;

export type WorkerProcess = Readonly<{
  /** Of the workflow code it runs, hexadecimal; the same code is the same build. */
  build: string;
  pid: number;
  host: string;
}>;

/** The name under which a worker polls and answers: `paidonce-worker/BUILD@HOST:PID`. */
export function workerIdentity({ build, pid, host }: WorkerProcess): string {
  return `paidonce-worker/${build}@${host}:${pid}`;
}

/**
 * The build that a worker's name tells.
 *
 * @returns of one that tells none, an older release's, its whole name: a build of its own
 */
export function buildOf(identity: string): string {
  return ours.exec(identity)?.[1] ?? identity;
}

/**
 * The process id that a worker's name tells.
 *
 * @returns null where it tells none
 */
export function pidOf(identity: string): number | null {
  const pid = ours.exec(identity)?.[2];
  return pid === undefined ? null : Number(pid);
}
