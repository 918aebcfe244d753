import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:net';
import type { Environment } from '../../config/configuration.ts';
import type { DataFolder } from '../data-folder.ts';
import { grpcLook } from '../signs-of-life/looks.ts';
import { SupervisedProcess, type Supervision } from '../supervised-process.ts';
import { everySearchAttribute } from '../../workflows/messages/search-attributes.ts';

const readyBoundMs = 60_000;
const probeEveryMs = 50;

export type DevServer = Readonly<{
  process: SupervisedProcess;
  /** Starts it and waits until it takes connections. */
  start: () => Promise<void>;
  address: string;
  ui: string;
}>;

async function untilListening(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const taken = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.end());
    });
    if (taken) return;
    await delay(probeEveryMs);
  }
}

/** Whether the settings name an engine of the user's own. */
export function namesTemporal(env: Environment): boolean {
  return ['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'].some(
    (name) => env[name] !== undefined && env[name] !== '',
  );
}

/** The environment without the `TEMPORAL_*` settings, which would lead to another engine. */
export function withoutTemporal(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

/** The engine's dynamic setting for how long it holds a poll. @param seconds whole number */
export function longPollSetting(seconds: number): string {
  return `matching.longPollExpirationInterval="${seconds}s"`;
}

function attributeFlag({ name, type }: (typeof everySearchAttribute)[number]): string[] {
  // The command line writes KEYWORD_LIST as KeywordList.
  const words = type.split('_').map((word) => `${word[0] ?? ''}${word.slice(1).toLowerCase()}`);
  return ['--search-attribute', `${name}=${words.join('')}`];
}

/** Temporal's dev server with its UI; its state is kept in the data folder. */
export function devServer(
  cli: string,
  folder: DataFolder,
  ports: Readonly<{ temporal: number; temporal_ui: number }>,
  env: Environment,
  supervision: Supervision,
): DevServer {
  const longPoll = env['PAIDONCE_ENGINE_LONG_POLL_S'] ?? '';
  const process = new SupervisedProcess(
    {
      name: 'temporal',
      file: cli,
      args: [
        'server',
        'start-dev',
        '--ip',
        '127.0.0.1',
        '--db-filename',
        folder.at('temporal.db'),
        '--port',
        String(ports.temporal),
        '--ui-port',
        String(ports.temporal_ui),
        '--dynamic-config-value',
        'system.enableActivityEagerExecution=true',
        ...(longPoll === '' ? [] : ['--dynamic-config-value', longPollSetting(Number(longPoll))]),
        ...everySearchAttribute.flatMap(attributeFlag),
        '--namespace',
        env['TEMPORAL_NAMESPACE'] ?? 'default',
        '--log-level',
        'warn',
      ],
      env: { ...withoutTemporal(env) },
      cwd: folder.path,
      logs: folder.logs,
      stdout: 'log',
      stopSignal: 'SIGTERM',
      stopBoundMs: 5_000,
      signsOfLife: grpcLook(ports.temporal),
    },
    supervision,
  );
  return Object.freeze({
    process,
    start: () =>
      process.startUntil((signal) => untilListening(ports.temporal, signal), readyBoundMs),
    address: `127.0.0.1:${ports.temporal}`,
    ui: `http://127.0.0.1:${ports.temporal_ui}`,
  });
}
