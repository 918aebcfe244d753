import type { Logger } from 'pino';

/**
 * What nobody caught, an error or a rejected promise, ends the process, after a line that says what
 * it was. Nobody knows what such a process still does, and all it had begun is taken up by the next
 * one, which whoever supervises it starts.
 *
 * @param consequence for people: what it means for the money
 */
export function endOnSurprise(log: Pick<Logger, 'fatal'>, consequence: string): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    log.fatal({ err: error, origin }, consequence);
    process.exit(1);
  });
}
