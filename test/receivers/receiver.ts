import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../dev/own-process.ts';

/** How a receiver of docs/receivers is run. */
export type Language = Readonly<{
  name: string;
  /** Makes it ready to start, and says by what: a program and its arguments. */
  prepare: (folder: string) => readonly [string, ...string[]];
}>;

const sources = join(projectFolder, 'docs', 'receivers');

/** Quiet unless it fails; a toolchain that is missing is a failure. */
function build(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'pipe' });
}

export const languages: readonly Language[] = [
  { name: 'node', prepare: () => [process.execPath, join(sources, 'node', 'receiver.mjs')] },
  { name: 'python', prepare: () => ['python3', join(sources, 'python', 'receiver.py')] },
  {
    name: 'java',
    prepare: (folder) => {
      build(
        'javac',
        '-Xlint:all,-options',
        '-Werror',
        '-d',
        folder,
        join(sources, 'java', 'Receiver.java'),
      );
      return ['java', '-cp', folder, 'Receiver'];
    },
  },
  {
    name: 'go',
    prepare: (folder) => {
      build('go', 'build', '-o', join(folder, 'receiver'), join(sources, 'go', 'receiver.go'));
      return [join(folder, 'receiver')];
    },
  },
];

/** A receiver that runs. */
export type Receiver = Readonly<{
  url: string;
  /** The notices it acted on, in order. */
  done: () => readonly string[];
  /** Resolves when it has acted on this one. */
  untilDone: (id: string) => Promise<void>;
  /** Ends it as a loss of power would. */
  kill: () => Promise<void>;
}>;

/** A place for receivers of one language: what is built, and the folder in which they keep notices. */
export type Site = Readonly<{
  inbox: string;
  start: (secrets: readonly string[]) => Promise<Receiver>;
  /** Ends all, and leaves no file. */
  clear: () => Promise<void>;
}>;

/** Each line that a program prints, from its first on; and what it complains of, between them. */
function linesOf(child: ChildProcess): Readonly<{
  all: readonly string[];
  until: (isIt: (line: string) => boolean) => Promise<string>;
}> {
  const all: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let isOver = false;
  const tell = (): void => waiting.forEach((look) => look());
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    all.push(...lines);
    tell();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => all.push(text.trim()));
  child.once('close', () => {
    isOver = true;
    tell();
  });
  return {
    all,
    until: (isIt) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = all.find(isIt);
          if (line === undefined && !isOver) return;
          waiting.delete(look);
          if (line === undefined) reject(new Error(`It ended; it had said: ${all.join(' / ')}`));
          else resolve(line);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** @throws Error if the toolchain is missing */
export function siteFor(language: Language): Site {
  const folder = mkdtempSync(join(tmpdir(), `receiver-${language.name}-`));
  const inbox = join(folder, 'inbox');
  const [program, ...args] = language.prepare(folder);
  const running = new Set<() => Promise<void>>();

  async function start(secrets: readonly string[]): Promise<Receiver> {
    const env = { ...process.env, NOTICE_SECRETS: secrets.join(' '), INBOX: inbox, PORT: '0' };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = once(child, 'close');
    const lines = linesOf(child);
    const kill = async (): Promise<void> => {
      running.delete(kill);
      child.kill('SIGKILL');
      await gone;
    };
    running.add(kill);
    const port = (await lines.until((line) => line.startsWith('listening on '))).split(' ')[2];
    const done = (): readonly string[] =>
      lines.all.filter((line) => line.startsWith('done ')).map((line) => line.slice(5));
    return {
      url: `http://127.0.0.1:${port}/notices`,
      done,
      untilDone: async (id) => {
        await lines.until((line) => line === `done ${id}`);
      },
      kill,
    };
  }

  return {
    inbox,
    start,
    clear: async () => {
      await Promise.all([...running].map((kill) => kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
