// Loaded before the code of a process that talks to PostgreSQL (`node --import`, or a setup file of
// the tests): notes each statement that the product issues, once, in a file of the folder that
// PAIDONCE_TEST_STATEMENTS names. Which code issued it is read from the stack, so that what a test
// asks by itself is told apart. Plain JavaScript: a process may run nothing else yet.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doors } from './doors.js';

const folder = process.env.PAIDONCE_TEST_STATEMENTS;
const root = fileURLToPath(new URL('../..', import.meta.url));
const tapped = Symbol.for('paidonce.statements');
const rooms = new Set(['activities', 'api', 'cli', 'dev', 'ledger', 'worker']);

/** @returns {{ file: string, line: number } | null} */
function asker() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n').slice(1)) {
    const found =
      /^\s*at (?:async )?(?:(.+?) \()?(?:file:\/\/)?(\/.+?)(?:\?[^:]*)?:(\d+):\d+\)?$/.exec(line);
    if (found === null) continue;
    const file = relative(root, found[2]);
    if (file.startsWith('..') || file.startsWith('node_modules') || file.includes('/node_modules/'))
      continue;
    if (file === join('test', 'plans', 'tap.js') || doors.includes(file)) continue;
    return { file, line: Number(found[3]) };
  }
  return null;
}

// The same text may be asked from several places; after this many times they are all known.
const mostLooks = 20;

function tap(prototype) {
  const query = prototype.query;
  const looks = new Map();
  const noted = new Set();
  prototype.query = function tappedQuery(...asked) {
    const text = typeof asked[0] === 'string' ? asked[0] : asked[0]?.text;
    const looked = looks.get(text) ?? 0;
    if (typeof text === 'string' && looked < mostLooks) {
      const found = asker();
      if (found !== null && rooms.has(found.file.split('/')[0])) {
        looks.set(text, looked + 1);
        const line = `${JSON.stringify({ ...found, text })}\n`;
        if (!noted.has(line)) appendFileSync(join(folder, `${process.pid}.jsonl`), line);
        noted.add(line);
      }
    }
    return query.apply(this, asked);
  };
}

if (folder !== undefined && folder !== '' && globalThis[tapped] === undefined) {
  globalThis[tapped] = true;
  const { Client, Pool } = createRequire(import.meta.url)('pg');
  tap(Client.prototype);
  tap(Pool.prototype);
}
