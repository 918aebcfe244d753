/** How the memory of a process grew under load. */
export type Growth = Readonly<{
  /** Bytes for each thousand of what was done, by least squares: one odd measurement moves it little. */
  perThousand: number;
  /** Bytes in use at the end. */
  inUse: number;
}>;

type Rounds = Readonly<{
  rounds: number;
  /** How many of what is done one round does. */
  perRound: number;
  round: () => Promise<void>;
}>;

/** Measures before, between and after the rounds. @param heapBytes bytes in use now */
export async function growthOver(
  heapBytes: () => Promise<number>,
  { rounds, perRound, round }: Rounds,
): Promise<Growth> {
  const heaps = [await heapBytes()];
  for (let done = 0; done < rounds; done += 1) {
    await round();
    heaps.push(await heapBytes());
  }
  return { perThousand: slope(heaps) * (1_000 / perRound), inUse: heaps.at(-1) ?? 0 };
}

function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const steps = values.map((_, at) => at - middle);
  const over = steps.reduce((sum, step, at) => sum + step * ((values[at] ?? mean) - mean), 0);
  return over / steps.reduce((sum, step) => sum + step * step, 0);
}
