import type { Response } from 'express';

/**
 * Aborts when either the process stops or the caller hangs up, and leaves nothing behind on
 * `stopping`, which lives as long as the process. `AbortSignal.any` would: on Node 20 a signal that
 * follows a long-lived one is never forgotten.
 */
export function callSignal(response: Response, stopping: AbortSignal): AbortSignal {
  const call = new AbortController();
  const abort = (): void => {
    stopping.removeEventListener('abort', abort);
    call.abort();
  };
  // A caller may be gone before its body was read whole; then no `close` comes any more.
  if (stopping.aborted || response.closed) {
    call.abort();
    return call.signal;
  }
  stopping.addEventListener('abort', abort);
  response.once('close', abort);
  return call.signal;
}
