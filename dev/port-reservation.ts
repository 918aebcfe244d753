import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from './error-code.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import { StartError } from './start-error.ts';

const holderSchema = z.object({ pid: z.int(), startedAt: z.string(), command: z.string() });
const portsTried = 500;

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function heldByAnother(path: string): boolean {
  try {
    const holder = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isAlive(holder);
  } catch {
    // The mark is gone, or was half written by a process that was killed.
    return false;
  }
}

function putMark(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(identifyProcess(process.pid)), { flag: 'wx', mode: 0o644 });
    return true;
  } catch {
    // Somebody's mark is there, or we may not write one: then the port isn't ours.
    return false;
  }
}

function dropMark(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    // It is another user's mark, and only that user may remove it.
    if (errorCode(error) !== 'EPERM' && errorCode(error) !== 'EACCES') throw error;
  }
}

/** One folder for all users of the machine, because they share its ports. */
function makeMarkFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o1777);
}

/**
 * Ports for this start. Each is marked in the machine's temporary folder as long as this process
 * runs. So two starts at once don't choose the same port, and a process that is started again finds
 * its port still free.
 */
export class PortReservations {
  readonly #folder = join(tmpdir(), 'paidonce-ports');
  readonly #marks: string[] = [];

  /**
   * @param wanted the port to begin with; the next free one is taken
   * @throws StartError if none of the next 500 is free
   */
  async reserve(wanted: number, host: string): Promise<number> {
    makeMarkFolder(this.#folder);
    for (let port = wanted; port < Math.min(wanted + portsTried, 65_536); port += 1) {
      if (this.#mark(port)) {
        if (await isFree(port, host)) return port;
        this.#giveBack(port);
      }
    }
    throw new StartError(`No port from ${wanted} on is free on ${host}.`, [
      'end what listens there, or set HOST to another address of this machine',
    ]);
  }

  /** Releases all ports. */
  release(): void {
    for (const path of this.#marks.splice(0)) dropMark(path);
  }

  #mark(port: number): boolean {
    const path = join(this.#folder, String(port));
    if (!putMark(path)) {
      if (heldByAnother(path)) return false;
      dropMark(path);
      if (!putMark(path)) return false;
    }
    this.#marks.push(path);
    return true;
  }

  #giveBack(port: number): void {
    const path = join(this.#folder, String(port));
    this.#marks.splice(this.#marks.indexOf(path), 1);
    dropMark(path);
  }
}
