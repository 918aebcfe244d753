import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Environment } from '../config/configuration.ts';
import type { DataFolder } from './data-folder.ts';
import type { ProcessName } from './process-names.ts';
import { SupervisedProcess, type ProcessNews } from './supervised-process.ts';

const readyBoundMs = 60_000;
const listeningSchema = z.object({ listening: z.url() });
const readySchema = z.object({ ready: z.literal(true) });

/** The project's folder. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

const tsx = import.meta.resolve('tsx');

/** A program of ours, run by this Node through tsx. @param program path within the project */
export function ownProcess(
  name: ProcessName,
  program: string,
  env: Environment,
  folder: DataFolder,
  news: ProcessNews,
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
    },
    news,
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
