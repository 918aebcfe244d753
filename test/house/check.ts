/**
 * `npm run check`: types, lint, format and imports, two at a time, the longest first. Tells each as
 * it ends, and ends with 1 when one of them has something to say.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectFolder } from '../../dev/own-process.ts';

const waiting = ['lint', 'types', 'format', 'imports'];
const atOnce = 2;

async function isGood(name: string): Promise<boolean> {
  const child = spawn('npm', ['run', '--silent', `check:${name}`], { cwd: projectFolder });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  process.stdout.write(`${code === 0 ? 'good' : 'BAD '} check:${name}\n${out}${said}`);
  return code === 0;
}

async function inTurns(): Promise<boolean> {
  let isAllGood = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    isAllGood = (await isGood(next)) && isAllGood;
  }
  return isAllGood;
}

const lanes = await Promise.all(Array.from({ length: atOnce }, inTurns));
process.exitCode = lanes.every(Boolean) ? 0 : 1;
