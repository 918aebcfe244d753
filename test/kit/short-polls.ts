/**
 * How long the engine holds a worker's poll where a test waits for a worker to be forgotten, s. The
 * cluster of the tests holds all polls for so long.
 */
export const shortPollS = 5;

/** Tells PaidOnce, and the engine that it starts. */
export const shortPolls = { PAIDONCE_ENGINE_LONG_POLL_S: String(shortPollS) } as const;
