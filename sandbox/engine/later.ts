import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { complain } from './complain.ts';
import type { Entry, Journal } from './journal.ts';

const plannedSchema = z.object({
  area: z.literal('later'),
  kind: z.literal('planned'),
  id: z.string(),
  channel: z.string(),
  dueMs: z.int(),
  /** What to do: the channel's own words, parsed by the channel. */
  task: z.unknown(),
});
const doneSchema = z.object({ area: z.literal('later'), kind: z.literal('done'), id: z.string() });
const laterSchema = z.discriminatedUnion('kind', [plannedSchema, doneSchema]);

type Planned = z.infer<typeof plannedSchema>;

/** Does a task; what it returns is written in one line with the mark that it is done. */
export type TaskRunner = (task: unknown) => Promise<readonly Entry[]>;

/** What will happen by itself: callbacks, ends of refunds. Survives a kill -9. */
export type Later = Readonly<{
  /** An entry that plans a task, to be written with what caused it. */
  planned: (channel: string, dueMs: number, task: unknown) => Entry;
  /** Begins to run what is due. */
  start: (runners: ReadonlyMap<string, TaskRunner>) => void;
  stop: () => void;
}>;

function doneEntry(id: string): Entry {
  const done: z.infer<typeof doneSchema> = { area: 'later', kind: 'done', id };
  return done;
}

const againAfterErrorMs = 1_000;

/** Timers whose plans are kept in the journal. */
export function createLater(journal: Journal, clock: Clock): Later {
  const open = new Map<string, Planned>();
  const timers = new Map<string, NodeJS.Timeout>();
  let runners: ReadonlyMap<string, TaskRunner> | undefined;

  async function run(planned: Planned): Promise<void> {
    const runner = runners?.get(planned.channel);
    if (runner === undefined) return;
    try {
      const entries = await runner(planned.task);
      // Stopped while it ran: it counts as not done and happens again at the next start.
      if (runners === undefined) return;
      journal.write([...entries, doneEntry(planned.id)]);
    } catch (error) {
      complain(`a planned task failed and is tried again: ${String(error)}`);
      if (runners !== undefined) arm(planned, againAfterErrorMs);
    }
  }

  function arm(planned: Planned, inMs: number): void {
    const timer = setTimeout(() => void run(planned), Math.max(0, inMs));
    timers.set(planned.id, timer);
  }

  journal.area('later', laterSchema, (entry) => {
    if (entry.kind === 'done') {
      open.delete(entry.id);
      timers.delete(entry.id);
      return;
    }
    open.set(entry.id, entry);
    if (runners !== undefined) arm(entry, entry.dueMs - clock.nowMs());
  });

  return Object.freeze({
    planned(channel: string, dueMs: number, task: unknown): Entry {
      const entry: Planned = {
        area: 'later',
        kind: 'planned',
        id: randomUUID(),
        channel,
        dueMs,
        task,
      };
      return entry;
    },
    start(chosen: ReadonlyMap<string, TaskRunner>): void {
      runners = chosen;
      for (const planned of open.values()) arm(planned, planned.dueMs - clock.nowMs());
    },
    stop(): void {
      runners = undefined;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  });
}
