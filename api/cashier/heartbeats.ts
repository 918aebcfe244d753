/** How often each stream hears that it is alive, s. */
const everyS = 15;

/** Lets all streams of a process beat by one timer, spread over the time between two beats. */
export type Heartbeats = Readonly<{
  /** @returns ends it */
  join: (beat: () => void) => () => void;
}>;

export function openHeartbeats(stopping: AbortSignal): Heartbeats {
  const slots = Array.from({ length: everyS }, () => new Set<() => void>());
  const clock = { at: 0 };
  const timer = setInterval(() => {
    clock.at = (clock.at + 1) % everyS;
    for (const beat of slots[clock.at] ?? []) beat();
  }, 1_000).unref();
  stopping.addEventListener('abort', () => clearInterval(timer));
  return {
    join: (beat) => {
      const slot = slots[clock.at];
      // A function of its own, so that the same beat may join twice.
      const mine = (): void => beat();
      slot?.add(mine);
      return () => void slot?.delete(mine);
    },
  };
}
