import { Context } from '@temporalio/activity';
import type { NoAnswer } from '../domain/order/channel-answer.ts';
import { runLife } from './run-life.ts';

/** How often heartbeats reach the engine; `createWorkers` lets none wait longer. */
export const heartbeatEveryMs = 1_000;

/** Sends a call, unless its run is over. */
export type Send = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Thrown right before a call whose run is over. */
class RunIsOver extends Error {
  override readonly name = 'RunIsOver';
}

/** The engine gave this call up before it was sent; nothing was sent. */
const runIsOver: NoAnswer = { kind: 'retry', code: 'run_is_over' };

/** What the call needs could not be read from the ledger; nothing was sent. */
const notPrepared: NoAnswer = { kind: 'retry', code: 'not_prepared' };

function lifeOf({ startToCloseTimeoutMs, heartbeatTimeoutMs }: Context['info']) {
  // A heartbeat may wait for the one before it, so the newest that the engine knows may be older
  // than our newest by that time.
  const longestGapMs =
    heartbeatTimeoutMs === undefined ? null : heartbeatTimeoutMs - heartbeatEveryMs;
  return runLife({ startToCloseMs: startToCloseTimeoutMs, longestGapMs }, performance.now());
}

/**
 * Runs the work around one channel call. A heartbeat goes out first and then every second, so that
 * a dead worker is noticed within three seconds and we learn when the engine gave the run up. A run
 * that is over sends nothing. If something fails before the call, the answer says that nothing was
 * sent. The timer ends with the work, for it would keep a drained process alive.
 */
export async function beating<T>(work: (send: Send) => Promise<T>): Promise<T | NoAnswer> {
  const context = Context.current();
  const life = lifeOf(context.info);
  // The engine's page shows it of a call under way; a heartbeat without content it can't read.
  const progress = { isSent: false };
  const beat = (): void => context.heartbeat({ ...progress });
  beat();
  const timer = setInterval(() => {
    life.beat(performance.now());
    beat();
  }, heartbeatEveryMs);
  const send: Send = async (call) => {
    const { cancellationSignal } = context;
    if (cancellationSignal.aborted || life.isOver(performance.now())) throw new RunIsOver();
    progress.isSent = true;
    return await call(cancellationSignal);
  };
  try {
    return await work(send);
  } catch (error) {
    if (error instanceof RunIsOver) return runIsOver;
    if (progress.isSent) throw error;
    context.log.warn('a call of a channel was not prepared; it is made again', { err: error });
    return notPrepared;
  } finally {
    clearInterval(timer);
  }
}
