#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { runCommand } from './run.ts';

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => ending.abort(new Error(`ended by ${signal}`)));
}
// The reader of our output may be gone, as behind `| head`.
process.stdout.on('error', () => ending.abort(new Error('nobody reads on')));

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  out: (printed) => process.stdout.write(printed),
  err: (printed) => process.stderr.write(printed),
  readInput: () => text(process.stdin),
  signal: ending.signal,
});
