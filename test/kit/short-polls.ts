/**
 * How long the engine holds a worker's poll, in seconds, in tests that wait for a worker to be
 * forgotten. The tests' cluster holds all polls this long.
 */
export const shortPollS = 5;

/** Sets this for PaidOnce, and for the engine that it starts. */
export const shortPolls = { PAIDONCE_ENGINE_LONG_POLL_S: String(shortPollS) } as const;
