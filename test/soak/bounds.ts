/**
 * Bytes that each thousand requests may leave behind: half a KiB each. Nothing that is kept is seen
 * as 65 KB, beside much other work once as 333 KB; one listener that keeps its request as 6.7 MB.
 */
export const mostPerThousandRequests = 500 * 1_024;

/** Bytes that each paid order may leave behind in a worker: a run that is kept holds more. */
export const mostPerOrder = 64 * 1_024;
