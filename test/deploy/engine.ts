import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { z } from 'zod';
import { findTemporalCli } from '../../dev/temporal/find-cli.ts';

/** A Temporal server of a test's own, without our search attributes. */
export type TestEngine = Readonly<{ address: string; stop: () => Promise<void> }>;

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts it; whoever needs it waits until it answers. */
export async function startEngine(): Promise<TestEngine> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const cli = await findTemporalCli(process.env, say, AbortSignal.timeout(600_000));
  const port = await freePort();
  const child = spawn(
    cli,
    [
      'server',
      'start-dev',
      '--headless',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--log-level',
      'error',
    ],
    { stdio: 'ignore' },
  );
  const exit = once(child, 'exit');
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
