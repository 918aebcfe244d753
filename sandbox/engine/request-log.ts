/** One API call that reached a channel of the sandbox with a valid signature. */
export type LoggedRequest = Readonly<{
  channel: string;
  operation: string;
  number: string;
  atMs: number;
}>;

/** What to look for; what isn't named may be anything. */
export type WantedRequests = Readonly<{
  channel?: string | undefined;
  operation?: string | undefined;
  number?: string | undefined;
}>;

/** How often each call was received; in memory alone, for tests. */
export type RequestLog = Readonly<{
  add: (request: LoggedRequest) => void;
  find: (wanted: WantedRequests) => readonly LoggedRequest[];
}>;

const keptRequests = 100_000;

/** A log of the last hundred thousand calls. */
export function createRequestLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  return Object.freeze({
    add(request: LoggedRequest): void {
      requests.push(request);
      if (requests.length > keptRequests) requests.shift();
    },
    find: (wanted: WantedRequests) =>
      requests.filter(
        (one) =>
          (wanted.channel === undefined || wanted.channel === one.channel) &&
          (wanted.operation === undefined || wanted.operation === one.operation) &&
          (wanted.number === undefined || wanted.number === one.number),
      ),
  });
}
