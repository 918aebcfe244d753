import { Agent, request } from 'node:http';

/** An answer, and how long it took; status 0: none came. */
export type Answer = Readonly<{ status: number; text: string; tookMs: number }>;

export type Sent = Readonly<{
  method: 'GET' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** After which the caller gives up, ms. */
  patienceMs: number;
}>;

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Makes one call. It never throws: no answer in time is an answer of status 0. */
export function call({ method, url, headers, body, patienceMs }: Sent): Promise<Answer> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string): void =>
      resolve({ status, text, tookMs: performance.now() - beganMs });
    const asked = request(
      url,
      {
        method,
        agent,
        headers: {
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        signal: AbortSignal.timeout(patienceMs),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => end(response.statusCode ?? 0, text));
        response.on('error', () => end(0, ''));
      },
    );
    asked.on('error', () => end(0, ''));
    asked.end(body);
  });
}
