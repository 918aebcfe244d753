import type { Request, Response } from 'express';
import type { KeyRole } from '../../domain/values/key-role.ts';
import type { Access } from '../auth/access.ts';

/** What a route answers; `body`, if there is one, becomes JSON. */
export type Answer = Readonly<{
  status: number;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

/** One authenticated request, its body read. */
export type Call = Readonly<{
  access: Access;
  /** A part of the path by its name; decoded. */
  part: (name: string) => string;
  query: unknown;
  header: (name: string) => string | undefined;
  body: unknown;
  /** Aborts when the caller went away or the process stops. */
  signal: AbortSignal;
}>;

/** An address that needs a key: who may call it, and what it does. */
export type Route = Readonly<{
  method: 'get' | 'post' | 'put';
  path: string;
  roles: readonly KeyRole[];
  answer: (call: Call) => Promise<Answer>;
}>;

/** An address that needs no key. */
export type OpenRoute = Readonly<{
  method: 'get' | 'post';
  path: string;
  answer: (request: Request, response: Response) => Promise<void>;
}>;

/** Aborts when either the process stops or the caller hangs up. */
export function callSignal(response: Response, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return AbortSignal.any([stopping, gone.signal]);
}
