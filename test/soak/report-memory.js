import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/*
 * Loaded before a program of ours, in each of its threads, with --expose-gc. Whenever `asked` in the
 * folder has another word, a thread tells how many bytes of its heap are in use after everything that
 * can go is gone. JavaScript, for the threads of a worker read no TypeScript.
 */
const lookEveryMs = 20;
const folder = process.env['SOAK_FOLDER'];

/** @param {string} file where it is told */
function tell(file) {
  globalThis.gc?.();
  // What is freed by callbacks of the collector, as weak references are, goes with the next round.
  setImmediate(() => {
    globalThis.gc?.();
    writeFileSync(`${file}.new`, String(process.memoryUsage().heapUsed));
    renameSync(`${file}.new`, file);
  });
}

/** @param {string} folder where it is asked and told */
function answerWhenAsked(folder) {
  const asking = join(folder, 'asked');
  let answered = '';
  writeFileSync(join(folder, `thread-${threadId}`), '');
  setInterval(() => {
    if (!existsSync(asking)) return;
    const asked = readFileSync(asking, 'utf8');
    if (asked === answered) return;
    answered = asked;
    tell(join(folder, `${asked}-${threadId}`));
  }, lookEveryMs).unref();
}

if (folder !== undefined) answerWhenAsked(folder);
