import { z } from 'zod';
import type { Db } from '../../ledger/database/database.ts';
import { clocksOff, staleCallbacks } from '../../ledger/people/clock-skews.ts';
import { exampleChannel } from '../objects/example-channel.ts';

/** Whether our time is right, as it is told. */
export const clockObject = z
  .object({
    state: z.enum(['right', 'wrong', 'unknown']).meta({
      description: 'Whether the clocks of our processes agree with others within two minutes.',
      example: 'right',
    }),
    off: z
      .array(
        z
          .object({
            against: z
              .string()
              .meta({ description: '`database`, or a channel.', example: exampleChannel.channel }),
            skew_ms: z
              .int()
              .meta({ description: 'How far it is ahead of ours; ms.', example: 150_000 }),
          })
          .meta({ id: 'ClockOff', description: 'A clock that differs from ours.' }),
      )
      .meta({ description: 'Which differ.' }),
    stale_callbacks: z.int().min(0).meta({
      description:
        'Callbacks of the last hour, of the thousand that are kept, that were refused for the time they were signed at.',
      example: 0,
    }),
  })
  .meta({ id: 'Clock', description: 'Whether our time is right.' });

/** What is told of it. */
export type ToldClock = Readonly<z.output<typeof clockObject>>;

/** While the ledger does not answer. */
export const unknownClock: ToldClock = { state: 'unknown', off: [], stale_callbacks: 0 };

/** What the processes of this installation measured of their clocks. */
export async function tellClock(db: Db): Promise<ToldClock> {
  try {
    const off = await clocksOff(db);
    return {
      state: off.length === 0 ? 'right' : 'wrong',
      off: off.map(({ against, skewMs }) => ({ against, skew_ms: skewMs })),
      stale_callbacks: await staleCallbacks(db),
    };
  } catch {
    // The ledger's own line tells why.
    return unknownClock;
  }
}
