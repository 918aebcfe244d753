import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Environment } from '../config/configuration.ts';
import type { DataFolder } from './data-folder.ts';
import type { ProcessName } from './process-names.ts';
import type { Looking } from './signs-of-life/watch.ts';
import { SupervisedProcess, type Supervision } from './supervised-process.ts';

const readyBoundMs = 60_000;
const listeningSchema = z.object({ listening: z.url() });
const readySchema = z.object({ ready: z.literal(true) });

/** The project's folder. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

const tsx = import.meta.resolve('tsx');

/** A program of ours. */
export type OwnProgram = Readonly<{
  name: ProcessName;
  /** Path within the project. */
  program: string;
  env: Environment;
  signsOfLife: Looking;
}>;

/** A program of ours, run by this Node through tsx. */
export function ownProcess(
  { name, program, env, signsOfLife }: OwnProgram,
  folder: DataFolder,
  supervision: Supervision,
): SupervisedProcess {
  return new SupervisedProcess(
    {
      name,
      file: process.execPath,
      args: ['--import', tsx, program],
      env: { ...env },
      cwd: projectFolder,
      logs: folder.logs,
      stdout: 'lines',
      stopSignal: 'SIGTERM',
      // Longer than the API takes to drain and the worker to finish its calls.
      stopBoundMs: 20_000,
      signsOfLife,
    },
    supervision,
  );
}

/**
 * Starts the process and waits for `{"listening": address}`. @returns the address, no slash at the
 * end
 */
export async function startListening(process: SupervisedProcess): Promise<string> {
  const line = listeningSchema.parse(await process.startUntilLine(readyBoundMs));
  return line.listening.replace(/\/$/, '');
}

/** Starts the process and waits for `{"ready": true}`. */
export async function startReady(process: SupervisedProcess): Promise<void> {
  readySchema.parse(await process.startUntilLine(readyBoundMs));
}
