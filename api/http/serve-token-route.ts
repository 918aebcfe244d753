import type { Request, RequestHandler } from 'express';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder, findOrderByToken } from '../../ledger/orders/orders.ts';
import type { RouteDeps } from '../api-deps.ts';
import { addressCaller, shopperCaller } from '../limits/address-caller.ts';
import type { TurnTaker } from '../limits/turns.ts';
import { callerAddress } from './caller-address.ts';
import type { TokenRoute } from './route.ts';
import { toProblem } from './to-problem.ts';

/** Tokens that opened an order here, so that its shopper is never taken for one who guesses. */
export type RememberedTokens = Readonly<{
  keyOf: (token: string) => OrderKey | undefined;
  remember: (token: string, key: OrderKey) => void;
}>;

/** The most tokens remembered by one process; those that were used longest ago are forgotten. */
const mostRemembered = 20_000;

export function rememberTokens(most: number = mostRemembered): RememberedTokens {
  const known = new Map<string, OrderKey>();
  return {
    keyOf: (token) => known.get(token),
    remember: (token, key) => {
      known.delete(token);
      known.set(token, key);
      if (known.size <= most) return;
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Who clicks on an order's page. It has no key of its own, and acts with the order's alone. */
export const cashierKeyId = 'cashier';

type Serving = Readonly<{
  tokens: RememberedTokens;
  depsFor: (who: (TurnTaker & Readonly<{ role: 'merchant' }>) | null) => RouteDeps;
}>;

/**
 * Finds the order of a token. Who asks for one that is not known counts by the address it comes
 * from, so that tokens can't be guessed at; who has one counts by it, and by the address among all
 * who have one.
 */
async function orderOf(
  { tokens, depsFor }: Serving,
  { parts }: TokenRoute,
  request: Request,
): Promise<StoredOrder> {
  const { gate, database } = depsFor(null);
  const address = callerAddress(request);
  const from = addressCaller(address);
  const token = parts.token.form.safeParse(request.params['token']);
  if (!token.success) {
    await gate.pass(from);
    throw parts.token.unknown();
  }
  const known = tokens.keyOf(token.data);
  if (known === undefined) await gate.pass(from);
  else await gate.pass({ kind: 'token', name: token.data });
  await gate.pass(shopperCaller(address));
  await database.room();
  const order =
    known === undefined
      ? await findOrderByToken(database, token.data)
      : await findOrder(database, known);
  if (order === null) throw parts.token.unknown();
  tokens.remember(token.data, order.key);
  if (known === undefined) gate.giveBack(from);
  return order;
}

/** A route with an order's token as an Express handler. */
export function serveTokenRoute(route: TokenRoute, serving: Serving): RequestHandler {
  return async (request, response) => {
    const { depsFor } = serving;
    try {
      const order = await orderOf(serving, route, request);
      const { merchant } = order.key;
      const deps = depsFor({ merchant, keyId: cashierKeyId, role: 'merchant' });
      await route.answer(deps, order, request, response);
    } catch (error) {
      if (route.show === undefined || response.headersSent) throw error;
      route.show(depsFor(null), toProblem(error), request, response);
    }
  };
}
