/**
 * Bytes that each thousand requests may leave behind: a quarter of a KiB each. What is kept of a
 * request by mistake, a signal or a listener, is larger.
 */
export const mostPerThousandRequests = 250 * 1_024;

/** Bytes that each paid order may leave behind in a worker: a run that is kept holds more. */
export const mostPerOrder = 64 * 1_024;
