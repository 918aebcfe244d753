/** The longest that a caller may have its answer held, by `wait`; in seconds. */
export const longestWaitS = 60;
