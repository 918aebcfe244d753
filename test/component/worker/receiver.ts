import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const noticeSchema = z.object({
  id: z.string(),
  order_id: z.string(),
  sequence: z.number(),
  type: z.string(),
});

/** A notice as it reached a receiver. */
export type Received = z.output<typeof noticeSchema> &
  Readonly<{ headers: IncomingHttpHeaders; raw: string; atMs: number; status: number }>;

/** How a receiver answers; a status, or by itself. */
export type Answers = (
  notice: Readonly<{ order_id: string; id: string; count: number }>,
  response: ServerResponse,
) => number | null;

/** A merchant's receiver, which notes what came. */
export type Receiver = Readonly<{
  url: string;
  received: readonly Received[];
  /** Told of each notice once it is noted. */
  answer: (how: Answers) => void;
  stop: () => Promise<void>;
}>;

/** Starts one on loopback. It accepts all until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answers: Answers = () => 204;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts).toString('utf8');
      const notice = noticeSchema.parse(JSON.parse(raw));
      const status = answers({ ...notice, count: received.length + 1 }, response);
      const at = { headers: request.headers, raw, atMs: Date.now(), status: status ?? 0 };
      received.push({ ...notice, ...at });
      if (status === null) return;
      response.statusCode = status;
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answer: (how) => {
      answers = how;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
