/** The name of a worker of ours at the engine; its build comes first. */
const ours = /^paidonce-worker\/([0-9a-f]+)@.*:(\d+)$/;

export type WorkerProcess = Readonly<{
  /** Hash of the workflow code it runs, hexadecimal: the same code is the same build. */
  build: string;
  pid: number;
  host: string;
}>;

/** The name under which a worker polls and answers: `paidonce-worker/BUILD@HOST:PID`. */
export function workerIdentity({ build, pid, host }: WorkerProcess): string {
  return `paidonce-worker/${build}@${host}:${pid}`;
}

/**
 * The build that a worker's name holds.
 *
 * @returns the whole name where it holds none, as of an older release: it counts as its own build
 */
export function buildOf(identity: string): string {
  return ours.exec(identity)?.[1] ?? identity;
}

/**
 * The process id that a worker's name holds.
 *
 * @returns null where it holds none
 */
export function pidOf(identity: string): number | null {
  const pid = ours.exec(identity)?.[2];
  return pid === undefined ? null : Number(pid);
}
