import { writeSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import { lineSink, type LineSink } from './line-sink.ts';

const standardError = 2;

/** What never stands in a log, wherever a line carries it: secrets and the shopper's data. */
const hidden = ['authorization', 'apiKey', 'shopper', 'headers'];

/**
 * Standard error as it should be for a log. Node puts pipes and sockets into a mode that does not
 * block when the stream is first asked for; written past the stream, as lines must not wait in its
 * unbounded memory, a full one then says so at once.
 */
function standardErrorSink(base: object): LineSink {
  // What Node or a package prints by itself must not end the process where nobody reads it.
  process.stderr.on('error', () => undefined);
  const sink = lineSink(
    (bytes) => writeSync(standardError, bytes),
    (lines) =>
      `${JSON.stringify({
        level: 40,
        time: Date.now(),
        ...base,
        dropped: lines,
        msg: 'lines of this log were dropped, because it could not be written',
      })}\n`,
  );
  process.once('exit', sink.flush);
  return sink;
}

/**
 * The log of a process: lines of JSON on standard error. It never throws and never blocks, whatever
 * became of whoever reads it; what it could not write it counts. A broken standard output, which
 * only says that the process is ready, ends nothing either.
 *
 * @param name of the process, as `api`
 */
export function openLog(name: string): Logger {
  const base = { process: name, pid: process.pid };
  const sink = standardErrorSink(base);
  process.stdout.on('error', () => undefined);
  return pino(
    {
      base,
      redact: {
        paths: ['key', ...hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])],
        censor: '[hidden]',
      },
      hooks: {
        logMethod: function (line, write) {
          try {
            write.apply(this, line);
          } catch {
            // A field that can't be told costs its line, never the request that it is about.
            sink.lose();
          }
        },
      },
    },
    sink,
  );
}
