import type { PidFile } from './pid-file.ts';
import type { ProcessName } from './process-names.ts';
import { StartError } from './start-error.ts';
import type { SupervisedProcess, Supervision } from './supervised-process.ts';

/** Who calls ends before who is called, and what stores what was done last. */
const endOrder: readonly (readonly ProcessName[])[] = [
  ['shop'],
  ['api', 'worker'],
  ['sandbox', 'temporal'],
  ['postgres'],
];

/** The supervised processes of one start. */
export class ProcessGroup {
  readonly #processes = new Map<ProcessName, SupervisedProcess>();
  readonly #pidFile: PidFile;
  readonly #say: (line: string) => void;
  #ended = false;
  readonly supervision: Supervision;

  /** @param hangAfterMs see `Supervision` */
  constructor(pidFile: PidFile, say: (line: string) => void, hangAfterMs: number | null) {
    this.#pidFile = pidFile;
    this.#say = say;
    this.supervision = {
      hangAfterMs,
      news: {
        started: (name, pid) => this.#started(name, pid),
        died: (name, how, againInMs) => {
          say(`${name} ended (${how}); started again in ${againInMs} ms.`);
        },
      },
    };
  }

  /** @throws StartError once `end` was called: then nothing may be started any more */
  add(name: ProcessName, process: SupervisedProcess): void {
    if (this.#ended) throw new StartError('The start was ended.', []);
    this.#processes.set(name, process);
  }

  /** Ends all processes in order, each within its own time limit. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const names of endOrder) {
      await Promise.all(names.map(async (name) => this.#processes.get(name)?.stop()));
    }
  }

  #started(name: ProcessName, pid: number): void {
    try {
      this.#pidFile.set(name, pid);
    } catch (error) {
      // A full disk must not end the supervisor, least of all while it starts a process again.
      this.#say(`pids.json could not be written: ${String(error)}`);
    }
  }
}
