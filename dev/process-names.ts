/** What the embedded start runs, in the order in which it is ended. */
export const processNames = ['shop', 'api', 'worker', 'sandbox', 'temporal', 'postgres'] as const;

export type ProcessName = (typeof processNames)[number];

/** Process ids by name; null for a process that this start does not run. */
export type Pids = Readonly<Record<ProcessName, number | null>>;
