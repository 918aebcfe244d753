import type { ApiDeps } from '../api-deps.ts';
import type { OpenRoute } from '../http/route.ts';

async function isLedgerReachable(deps: ApiDeps): Promise<boolean> {
  try {
    await deps.database.query('select 1');
    return true;
  } catch (error) {
    deps.log.warn({ err: error }, 'the ledger did not answer a readiness check');
    return false;
  }
}

/**
 * Liveness and readiness. A missing engine does not make the API unready:
 * orders are made and callbacks kept without it, and only paying answers 503.
 */
export function healthRoutes(deps: ApiDeps): readonly OpenRoute[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      answer: (_request, response) => {
        response.set('cache-control', 'no-store').json({ status: 'ok' });
        return Promise.resolve();
      },
    },
    {
      method: 'get',
      path: '/readyz',
      answer: async (_request, response) => {
        const [ledger, engine] = await Promise.all([
          isLedgerReachable(deps),
          deps.engine.isReachable(),
        ]);
        response
          .status(ledger && !deps.stopping.aborted ? 200 : 503)
          .set('cache-control', 'no-store')
          .json({
            status: deps.stopping.aborted ? 'stopping' : ledger ? 'ready' : 'not_ready',
            ledger: ledger ? 'reachable' : 'unreachable',
            engine: engine ? 'reachable' : 'unreachable',
          });
      },
    },
  ];
}
