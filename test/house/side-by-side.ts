/**
 * `tsx test/house/side-by-side.ts SCRIPT…`: runs scripts of package.json two at a time, in this
 * order. The first is told as it goes and goes before the others, each of which is told when it
 * ends. Ends with 1 when one of them failed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { projectFolder } from '../../dev/own-process.ts';

const atOnce = 2;
const afterTheFirst = 10;

const [first, ...others] = process.argv.slice(2);
const waiting = [...others];
const running = new Set<ChildProcess>();

// Ctrl-C reaches them all; whoever ends us alone ends them too.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    waiting.splice(0);
    for (const child of running) child.kill(signal);
  });
}

async function hasEndedWell(child: ChildProcess): Promise<boolean> {
  running.add(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  running.delete(child);
  return code === 0;
}

function openly(script: string): Promise<boolean> {
  const options = { cwd: projectFolder, stdio: 'inherit' } as const;
  return hasEndedWell(spawn('npm', ['run', '--silent', script], options));
}

async function quietly(script: string): Promise<boolean> {
  const child = spawn('npm', ['run', '--silent', script], { cwd: projectFolder });
  if (child.pid !== undefined) setPriority(child.pid, afterTheFirst);
  const [isGood, out, said] = await Promise.all([
    hasEndedWell(child),
    text(child.stdout),
    text(child.stderr),
  ]);
  process.stdout.write(`${isGood ? 'good' : 'BAD '} ${script}\n${out}${said}`);
  return isGood;
}

async function othersInTurn(): Promise<boolean> {
  let isAllGood = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    isAllGood = (await quietly(next)) && isAllGood;
  }
  return isAllGood;
}

async function firstThenOthers(): Promise<boolean> {
  if (first === undefined) throw new Error('name scripts of package.json');
  const isGood = await openly(first);
  return (await othersInTurn()) && isGood;
}

const lanes = Array.from({ length: atOnce - 1 }, othersInTurn);
const ends = await Promise.all([firstThenOthers(), ...lanes]);
process.exitCode = ends.every(Boolean) ? 0 : 1;
