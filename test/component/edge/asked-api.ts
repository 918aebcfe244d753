import { randomUUID } from 'node:crypto';
import type { Call } from '../../contract/api-document.ts';
import type { As, GeneratedRequest } from '../../contract/generated-request.ts';
import { KnownValues } from '../../contract/known-values.ts';
import type { RunningApi } from '../api/api-without-engine.ts';

/** As every byte can be written in an address; half a character too, which clients may send. */
function inAddress(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '%$&');
}

/** The value that was given before a `#cut`, `#longer` or `#other`, changed so. */
function nearlyFilled(known: KnownValues, value: string): string {
  const [, given, how] = /^(@known:.*@)#(cut|longer|other)$/s.exec(value) ?? [];
  const filled = known.fill(given ?? value);
  switch (how) {
    case 'cut':
      return filled.slice(0, -1);
    case 'longer':
      return `${filled}A`;
    case 'other':
      return filled.replace(/.$/, (last) => (last === 'B' ? 'C' : 'B'));
    default:
      return filled;
  }
}

function pathOf({ path }: Call, { parts }: GeneratedRequest, known: KnownValues): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name] ?? '';
    return typeof part === 'string' ? inAddress(known.fill(part)) : part.raw;
  });
}

function queryOf({ query }: GeneratedRequest, known: KnownValues): string {
  const pairs = query.map((one) =>
    'raw' in one ? one.raw : `${one[0]}=${inAddress(nearlyFilled(known, one[1]))}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function bodyOf(
  { body }: GeneratedRequest,
  known: KnownValues,
  under: string,
): Uint8Array<ArrayBuffer> | null {
  if (body === null) return null;
  if ('bytes' in body) return body.bytes;
  return new Uint8Array(Buffer.from(known.fill(body.text, under)));
}

/** A word for what an address tells of: `orders` of `/v1/orders/{id}`. */
function collectionOf({ path }: Call): string {
  return path.split('/').findLast((part) => !part.startsWith('{')) ?? '';
}

/** The API and what was learnt of it; answers are held against the document by `fetch` itself. */
export class AskedApi {
  readonly known = new KnownValues(() => `h-${randomUUID().slice(0, 20)}`);
  readonly #api: RunningApi;

  constructor(api: RunningApi) {
    this.#api = api;
  }

  #keyOf(as: As): Readonly<Record<string, string>> {
    return as === 'none' ? {} : { authorization: `Bearer ${this.#api.keys[as]}` };
  }

  /** @returns the answer's status; what a good answer tells is known from now on */
  async ask(call: Call, request: GeneratedRequest): Promise<number> {
    const path = pathOf(call, request, this.known);
    const body = bodyOf(request, this.known, this.#firstPart(request));
    const response = await fetch(`${this.#api.url}${path}${queryOf(request, this.known)}`, {
      method: call.method.toUpperCase(),
      headers: {
        // After some refusals the server closes the connection, while the next request may be on its way.
        connection: 'close',
        ...this.#keyOf(request.as),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, this.known.fill(value)]),
        ),
      },
      body,
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (response.ok && (response.headers.get('content-type') ?? '').includes('json')) {
      this.#learn(call, JSON.parse(text));
    }
    return response.status;
  }

  #firstPart({ parts }: GeneratedRequest): string {
    const [first] = Object.values(parts);
    return typeof first === 'string' ? this.known.fill(first) : '';
  }

  #learn(call: Call, answer: unknown): void {
    this.known.learn(collectionOf(call), answer);
    if (typeof answer !== 'object' || answer === null || !('next_cursor' in answer)) return;
    const { next_cursor } = answer;
    this.known.learn(call.operation.operationId, { next_cursor });
  }
}
