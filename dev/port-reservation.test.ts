import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PortReservations } from './port-reservation.ts';

/** Below the ports that the system assigns by itself, and none of our defaults. */
const wanted = 21_470;

describe('a port', () => {
  let first: PortReservations;
  let second: PortReservations;
  let listener: Server | null;
  beforeEach(() => {
    first = new PortReservations();
    second = new PortReservations();
    listener = null;
  });
  afterEach(() => {
    first.release();
    second.release();
    listener?.close();
  });

  test('that is taken is no error: the next free one is used', async () => {
    listener = createServer().listen(wanted, '127.0.0.1');
    await once(listener, 'listening');
    expect(await first.reserve(wanted, '127.0.0.1')).toBe(wanted + 1);
  });

  test('that another start has chosen is not chosen again, though nobody listens there yet', async () => {
    const ports = await Promise.all([first, second].map((one) => one.reserve(wanted, '127.0.0.1')));
    expect(new Set(ports).size).toBe(2);
  });

  test('that was given back is free again', async () => {
    const port = await first.reserve(wanted, '127.0.0.1');
    first.release();
    expect(await second.reserve(wanted, '127.0.0.1')).toBe(port);
  });
});
