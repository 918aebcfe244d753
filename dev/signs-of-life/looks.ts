import { stat } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import type { Looking } from './watch.ts';

/**
 * A sign of life is that the heartbeat file was touched since the last look. Its time is compared
 * with its time before and with no clock.
 */
export function heartbeatLook(path: string): Looking {
  return () => {
    let lastBeatMs: number | null = null;
    return async () => {
      const beatMs = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      const isNew = lastBeatMs !== null && beatMs !== lastBeatMs;
      lastBeatMs = beatMs;
      return isNew;
    };
  };
}

/** A sign of life is any answer. */
export function httpLook(url: string): Looking {
  return () => async (signal) => {
    const response = await fetch(url, { signal });
    await response.arrayBuffer();
    return true;
  };
}

/** Asks whether PostgreSQL would speak TLS: the one question that takes no role and no free place. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** A sign of life is that PostgreSQL answers a new connection, also while it recovers. */
export function postgresLook(port: number): Looking {
  return () => (signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', signal });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed without an answer')));
      socket.once('connect', () => socket.write(tlsRequest));
      socket.once('data', () => {
        resolve(true);
        socket.destroy();
      });
    });
}

/** A sign of life is that the gRPC server greets a new connection. */
export function grpcLook(port: number): Looking {
  return () => (signal) =>
    new Promise((resolve, reject) => {
      const session = connectHttp2(`http://127.0.0.1:${port}`);
      const end = (): void => session.destroy();
      signal.addEventListener('abort', end, { once: true });
      session.once('error', reject);
      session.once('close', () => {
        signal.removeEventListener('abort', end);
        reject(new Error('closed without a greeting'));
      });
      session.once('remoteSettings', () => {
        resolve(true);
        end();
      });
    });
}
