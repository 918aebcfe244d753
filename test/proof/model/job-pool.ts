import { fork, type Serializable } from 'node:child_process';
import { availableParallelism } from 'node:os';

type OnAnswer = (answer: Serializable) => void;

/** How many processes run at once: one for each core. */
export const processes = Math.max(1, availableParallelism());

function runOne(script: string, jobs: Serializable[], onAnswer: OnAnswer): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [], {
      execArgv: [...process.execArgv, '--max-old-space-size=6144'],
    });
    const next = (): void => {
      const job = jobs.shift();
      if (job === undefined) child.disconnect();
      else child.send(job);
    };
    child.on('message', (answer) => {
      onAnswer(answer);
      next();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with ${code}: what it searched is not proven`));
    });
    next();
  });
}

/**
 * Gives these jobs, first to last, to processes that run `script`; each process has one job at a
 * time. The script answers every message with one message.
 *
 * @throws Error when a process ends before its work is done
 */
export async function runJobs(
  script: string,
  jobs: readonly Serializable[],
  onAnswer: OnAnswer,
): Promise<void> {
  const queue = [...jobs];
  const count = Math.min(processes, queue.length);
  await Promise.all(Array.from({ length: count }, () => runOne(script, queue, onAnswer)));
}
