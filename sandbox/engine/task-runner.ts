import { z } from 'zod';
import type { Entry } from './journal.ts';
import type { TaskRunner } from './later.ts';

type Outcome = readonly Entry[] | Promise<readonly Entry[]>;

/** What a channel does when a task of one kind is due. */
export type TaskKind = Readonly<{ kind: string; run: (task: unknown) => Outcome }>;

/** @param schema of the task as the journal has it */
export function taskKind<Task extends Readonly<{ kind: string }>>(
  kind: Task['kind'],
  schema: z.ZodType<Task>,
  run: (task: Task) => Outcome,
): TaskKind {
  return { kind, run: (task) => run(schema.parse(task)) };
}

const anyTaskSchema = z.looseObject({ kind: z.string() });

/** Runs a channel's planned tasks, each by its kind. */
export function taskRunner(kinds: readonly TaskKind[]): TaskRunner {
  return async (task) => {
    const { kind } = anyTaskSchema.parse(task);
    const found = kinds.find((one) => one.kind === kind);
    if (found === undefined) throw new Error(`No channel of the sandbox does "${kind}"`);
    return found.run(task);
  };
}
