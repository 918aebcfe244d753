import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-file.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { processNames, type Pids, type ProcessName } from './process-names.ts';

const identitiesSchema = z.partialRecord(
  z.enum(processNames),
  z.object({ pid: z.int().positive(), startedAt: z.string(), command: z.string() }),
);

/** The running processes by name, with what distinguishes each from a later one of the same pid. */
export type Identities = Readonly<Partial<Record<ProcessName, ProcessIdentity>>>;

/** What the last main process of this folder wrote down; empty if nothing can be read. */
export function readIdentities(folder: string): Identities {
  const path = join(folder, 'processes.json');
  if (!existsSync(path)) return {};
  try {
    return identitiesSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Another version wrote it, so no process that it names may be sent a signal.
    return {};
  }
}

/** Keeps `pids.json`, for programs, and `processes.json`, for the next start, current. */
export class PidFile {
  readonly #folder: string;
  readonly #identities = new Map<ProcessName, ProcessIdentity>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws the file system's error if the folder can't be written */
  set(name: ProcessName, pid: number): void {
    const identity = identifyProcess(pid);
    if (identity !== null) this.#identities.set(name, identity);
    this.write();
  }

  pids(): Pids {
    const pid = (name: ProcessName): number | null => this.#identities.get(name)?.pid ?? null;
    return {
      shop: pid('shop'),
      api: pid('api'),
      worker: pid('worker'),
      sandbox: pid('sandbox'),
      postgres: pid('postgres'),
      temporal: pid('temporal'),
    };
  }

  /** Writes both files; first the one that the next start needs. */
  write(): void {
    const identities = JSON.stringify(Object.fromEntries(this.#identities));
    writePrivateFile(join(this.#folder, 'processes.json'), identities);
    writePrivateFile(join(this.#folder, 'pids.json'), `${JSON.stringify(this.pids())}\n`);
  }

  /** Notes that nothing runs any more. */
  clear(): void {
    this.#identities.clear();
    this.write();
  }
}
