import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** One remembered happening; `area` names the part of the sandbox that folds it. */
export type Entry = Readonly<{ area: string }>;

/** What an entry says, each kind of a union by itself; its area is the writer's own. */
export type Words<E extends Entry> = E extends unknown ? Omit<E, 'area'> : never;

/** The append-only memory of the sandbox: whatever it must know after a kill -9 is in here. */
export type Journal = Readonly<{
  /** Gives an area its fold: first all that was written before, then each new entry. */
  area: <T>(name: string, schema: z.ZodType<T>, apply: (entry: T) => void) => void;
  /**
   * Writes the entries as one line, all or none, then folds them. A line with a
   * `money` entry is on the disk before this returns.
   * @throws if an entry's area is unknown or the entry isn't of its schema; nothing is written then
   */
  write: (entries: readonly Entry[]) => void;
  close: () => void;
}>;

const lineSchema = z.array(z.looseObject({ area: z.string() }));

function readLines(path: string): z.infer<typeof lineSchema>[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  // A process killed in the middle of a write leaves a line without its end: it never happened.
  const wholeLength = bytes.lastIndexOf(0x0a) + 1;
  if (wholeLength < bytes.length) truncateSync(path, wholeLength);
  const lines = bytes.subarray(0, wholeLength).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return lineSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(
        `The sandbox's journal ${path} can't be read at line ${index + 1}. What was paid after ` +
          `that line isn't known, so the sandbox doesn't start. Move the file away to begin anew.`,
        { cause },
      );
    }
  });
}

/** Opens (or begins) the journal file; a torn last line is cut off. */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const past = readLines(path).flat();
  const file = openSync(path, 'a', 0o600);
  const folds = new Map<string, (entry: unknown) => () => void>();

  return Object.freeze({
    area<T>(name: string, schema: z.ZodType<T>, apply: (entry: T) => void): void {
      const prepare = (entry: unknown): (() => void) => {
        const parsed = schema.parse(entry);
        return () => apply(parsed);
      };
      for (const entry of past) if (entry.area === name) prepare(entry)();
      folds.set(name, prepare);
    },
    write(entries: readonly Entry[]): void {
      if (entries.length === 0) return;
      const applications = entries.map((entry) => {
        const prepare = folds.get(entry.area);
        if (prepare === undefined) throw new Error(`No part of the sandbox keeps "${entry.area}"`);
        return prepare(entry);
      });
      writeSync(file, `${JSON.stringify(entries)}\n`);
      if (entries.some((entry) => entry.area === 'money')) fsyncSync(file);
      for (const apply of applications) apply();
    },
    close: () => closeSync(file),
  });
}
