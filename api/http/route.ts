import type { Request, Response } from 'express';
import { z } from 'zod';
import type { KeyRole } from '../../domain/values/key-role.ts';
import type { Access } from '../auth/access.ts';
import type { Asker } from '../auth/asker.ts';
import type { RouteDeps } from '../api-deps.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import type { Answer, AnswerForms, AnswerOf, HeaderForm } from './answer.ts';
import { parseBody, parseHeaders, parseQuery } from './parse-request.ts';
import { type PartsOf, type PathPart, type PathParts, readParts } from './path-part.ts';

/** What a reader of the contract is told about any route. */
type Told = Readonly<{
  /** `operationId` of the contract. Never changes: generated clients name their functions by it. */
  name: string;
  /** As OpenAPI writes it: `/v1/orders/{id}`. */
  path: string;
  summary: string;
  description: string;
  /** The part of the contract it belongs to. */
  tag: RouteTag;
}>;

export const routeTags = Object.freeze({
  orders: 'What the shop sells, and how it is paid.',
  refunds: 'Money that goes back.',
  events: 'What the shop is told.',
  channels: 'What can be offered.',
  people: 'What waits for a person, and what persons decided.',
  merchants: 'Who uses this installation.',
  cashier: 'For the shopper: the page where an order is paid. Its token is the right.',
  callbacks: 'For the channels.',
  operations: 'For whoever runs it.',
  documentation: 'For whoever reads.',
});

export type RouteTag = keyof typeof routeTags;

/** Whether a request needs an Idempotency-Key, may carry one, or has no use for it. */
export type KeyUse = 'required' | 'accepted' | 'none';

/** One request with a key, as its route reads it. */
export type Call<Parts extends PathParts, Query, Headers, Body> = Readonly<{
  access: Access;
  asker: Asker;
  /**
   * Whose data the request is about: the key's own merchant; for an ops key the one named by
   * `?merchant=` or the header `Merchant`, null when it names none.
   */
  merchant: string | null;
  parts: PartsOf<Parts>;
  query: Query;
  headers: Headers;
  body: Body;
  /** The Idempotency-Key; never null where the route requires one. */
  key: string | null;
  /** Aborts when the caller went away or the process stops. */
  signal: AbortSignal;
  /**
   * Where the answer is held: whether the caller may still be answered.
   *
   * @throws ProblemError `unauthenticated` once its key is revoked
   */
  checkKey: () => Promise<void>;
}>;

/** A request whose caller is known, before its route has read it. */
export type Arrived = Readonly<{
  access: Access;
  asker: Asker;
  merchant: string | null;
  parts: Readonly<Record<string, unknown>>;
  query: unknown;
  headers: Readonly<Record<string, unknown>>;
  body: unknown;
  key: string | null;
  signal: AbortSignal;
  checkKey: () => Promise<void>;
}>;

/** What the contract says of a route that needs a key. */
type Declared<
  Parts extends PathParts,
  Query extends z.ZodType,
  Headers extends z.ZodType,
  Body extends z.ZodType,
  Forms extends AnswerForms,
> = Told &
  Readonly<{
    method: 'get' | 'post' | 'put' | 'patch' | 'delete';
    roles: readonly KeyRole[];
    /** Whether `?merchant=` and the header `Merchant`, or the header alone, say whose data is meant. */
    namesMerchant?: 'query' | 'header';
    parts?: Parts;
    query?: Query;
    /** By their names in lower case, besides those that every route reads. */
    headers?: Headers;
    body?: Body;
    /** A body that the contract shows. */
    example?: z.input<Body>;
    key?: KeyUse;
    /**
     * False: operators’ calls are not counted, for nothing may keep them off; those of merchants
     * are, by themselves.
     */
    isLimited?: false;
    answers: Forms;
    /** The codes it refuses with, besides those that every route has. */
    problems: readonly ProblemCode[];
  }>;

/** An address that needs a key, as a value: the server and the contract are both made of it. */
export type KeyedRoute = Told &
  Readonly<{
    kind: 'keyed';
    method: 'get' | 'post' | 'put' | 'patch' | 'delete';
    roles: readonly KeyRole[];
    namesMerchant: 'query' | 'header' | 'no';
    parts: PathParts;
    query: z.ZodType;
    headers: z.ZodType;
    body: z.ZodType | null;
    example: unknown;
    key: KeyUse;
    isLimited: boolean;
    answers: AnswerForms;
    problems: readonly ProblemCode[];
    answer: (deps: RouteDeps, arrived: Arrived) => Promise<Answer>;
  }>;

const noFields = z.strictObject({});
type NoFields = typeof noFields;

/**
 * Declares a route that needs a key. Its handler is given what its schemas read.
 *
 * @see docs/architecture.md#routes
 */
export function keyedRoute<
  Forms extends AnswerForms,
  Parts extends PathParts = Readonly<Record<string, never>>,
  Query extends z.ZodType = NoFields,
  Headers extends z.ZodType = z.ZodUnknown,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Declared<Parts, Query, Headers, Body, Forms>,
  answer: (
    deps: RouteDeps,
    call: Call<Parts, z.output<Query>, z.output<Headers>, z.output<Body>>,
  ) => Promise<AnswerOf<NoInfer<Forms>>>,
): KeyedRoute {
  const { parts = {} as Parts, query = noFields, headers = z.unknown(), body = null } = route;
  return Object.freeze({
    ...route,
    kind: 'keyed',
    parts,
    query,
    headers,
    body,
    example: route.example,
    key: route.key ?? 'none',
    isLimited: route.isLimited ?? true,
    namesMerchant: route.namesMerchant ?? 'no',
    answer: async (deps: RouteDeps, arrived: Arrived) =>
      answer(deps, {
        ...arrived,
        query: parseQuery(query as Query, arrived.query),
        headers: parseHeaders(headers as Headers, arrived.headers),
        body: parseBody((body ?? z.undefined()) as unknown as Body, arrived.body),
        parts: readParts(parts, arrived.parts),
      }),
  });
}

/** What a body holds, by its media type; each schema shows an example. */
export type ContentForms = Readonly<Record<string, z.ZodType>>;

/** One answer of a raw route. */
export type RawAnswerForm = Readonly<{
  description: string;
  /** Empty: the answer has no body. */
  content: ContentForms;
  /** Those that every such answer carries. */
  headers?: Readonly<Record<string, HeaderForm>>;
}>;

/** An address that needs no key, and answers in its own way: callbacks, health, pages. */
export type RawRoute = Told &
  Readonly<{
    kind: 'raw';
    method: 'get' | 'post';
    parts: PathParts;
    /** What is sent to it; null: nothing. */
    body: Readonly<{ content: ContentForms; description: string }> | null;
    answers: Readonly<Record<number, RawAnswerForm>>;
    /** Whether calls are counted by the address they come from. */
    isLimited: boolean;
    problems: readonly ProblemCode[];
    answer: (deps: RouteDeps, request: Request, response: Response) => Promise<void>;
  }>;

/** Declares a route that needs no key. A callback is authenticated by its channel's signature. */
export function rawRoute(route: Omit<RawRoute, 'kind'>): RawRoute {
  return Object.freeze({ ...route, kind: 'raw' });
}

/**
 * An address whose right is an order’s own token, a part of its path: the cashier page. Its order is
 * found, and its calls are counted by the token, before it answers.
 */
export type TokenRoute = Omit<RawRoute, 'kind' | 'parts' | 'isLimited' | 'answer'> &
  Readonly<{
    kind: 'token';
    parts: Readonly<{ token: PathPart }>;
    /** A program names its request by the header `Idempotency-Key`. */
    takesKey?: true;
    answer: (
      deps: RouteDeps,
      order: StoredOrder,
      request: Request,
      response: Response,
    ) => Promise<void>;
    /** Shows a person what a program is told as a problem; absent: everybody is told so. */
    show?: (deps: RouteDeps, problem: ProblemError, request: Request, response: Response) => void;
  }>;

/** Declares a route whose right is an order’s token. */
export function tokenRoute(route: Omit<TokenRoute, 'kind'>): TokenRoute {
  return Object.freeze({ ...route, kind: 'token' });
}

export type Route = KeyedRoute | RawRoute | TokenRoute;
