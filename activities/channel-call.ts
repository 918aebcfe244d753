import { Context } from '@temporalio/activity';

const heartbeatEveryMs = 1_000;

/**
 * Runs a channel call inside an activity: beats once a second, so that a dead
 * worker is noticed within three, and hands on the worker's cancellation. The
 * timer ends with the call: one left over would keep a drained process alive.
 */
export async function beating<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), heartbeatEveryMs);
  try {
    return await call(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
