import { z } from 'zod';
import { clockObject } from './clock-health.ts';
import { rawRoute } from '../http/route.ts';

const peer = z.enum(['reachable', 'unreachable']);

const health = z
  .object({ status: z.literal('ok').meta({ description: 'It runs.' }) })
  .meta({ id: 'Health', description: 'It runs.' });

/** `GET /healthz`. */
export const readHealth = rawRoute({
  name: 'getHealth',
  method: 'get',
  path: '/healthz',
  tag: 'operations',
  summary: 'Is it running',
  description: 'Liveness: asks nobody.',
  parts: {},
  body: null,
  answers: {
    200: {
      description: 'It runs.',
      content: { 'application/json': health },
    },
  },
  isLimited: false,
  problems: [],
  answer: (_deps, _request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' });
    return Promise.resolve();
  },
});

const readiness = z
  .object({
    status: z
      .enum(['ready', 'not_ready', 'stopping'])
      .meta({ description: 'Whether to send it requests.', example: 'ready' }),
    ledger: peer.meta({ description: 'Without it nothing can be done.', example: 'reachable' }),
    engine: peer.meta({
      description: 'Without it orders are made and callbacks kept, and paying answers 503.',
      example: 'reachable',
    }),
    clock: clockObject,
  })
  .meta({ id: 'Readiness', description: 'What it reaches.' });

/**
 * `GET /readyz`. A missing engine does not make the API unready: orders are made and callbacks kept
 * without it, and only paying answers 503.
 */
export const readReadiness = rawRoute({
  name: 'getReadiness',
  method: 'get',
  path: '/readyz',
  tag: 'operations',
  summary: 'Can it work',
  description: 'Readiness: asks the ledger and the engine, once a second at most.',
  parts: {},
  body: null,
  answers: {
    200: { description: 'Send it requests.', content: { 'application/json': readiness } },
    503: { description: 'Send it none.', content: { 'application/json': readiness } },
  },
  isLimited: false,
  problems: [],
  answer: async (deps, _request, response) => {
    const { ledger, engine, clock } = await deps.askPeers();
    const isStopping = deps.stopping.aborted;
    response
      .status(ledger && !isStopping ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({
        status: isStopping ? 'stopping' : ledger ? 'ready' : 'not_ready',
        ledger: ledger ? 'reachable' : 'unreachable',
        engine: engine ? 'reachable' : 'unreachable',
        clock,
      });
  },
});
