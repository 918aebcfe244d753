/** Conditions of a statement, all of which must hold, and its parameters. */
export type Conditions = Readonly<{
  /** Adds parameters, and what must hold of them. */
  add: (condition: (...places: string[]) => string, ...values: unknown[]) => void;
  /** `where …`; empty where there is no condition. */
  where: () => string;
  values: unknown[];
}>;

/** No condition yet. @param values parameters that the statement takes besides */
export function conditions(...values: unknown[]): Conditions {
  const all: string[] = [];
  return {
    add: (condition, ...added) => {
      const places = added.map((_, index) => `$${values.length + index + 1}`);
      values.push(...added);
      all.push(condition(...places));
    },
    where: () => (all.length === 0 ? '' : `where ${all.join(' and ')}`),
    values,
  };
}
