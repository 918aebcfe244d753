/** One replacement of versions, and how its stories ended. */
export type RoundFigures = Readonly<{
  replacement: string;
  stories: number;
  wrong: number;
  /** Appends that were refused because a run believed something else than the ledger. */
  differed: number;
  /** Runs that were ended because the version installed could not go on with them. */
  runsEnded: number;
  seconds: number;
}>;

/** What a run found, in sums. */
export function upgradeFigures(rounds: readonly RoundFigures[]) {
  const sum = (of: (one: RoundFigures) => number): number =>
    rounds.reduce((total, one) => total + of(one), 0);
  return {
    replacements: rounds.length,
    stories: sum((one) => one.stories),
    wrong: sum((one) => one.wrong),
    differed: sum((one) => one.differed),
    runsEnded: sum((one) => one.runsEnded),
  };
}
