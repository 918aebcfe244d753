import { policySettingsSchema } from '../../config/policy-settings.ts';
import { findMerchant } from '../../ledger/keys/merchants.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { createOrder, findOrder } from '../../ledger/orders/orders.ts';
import type { ApiDeps } from '../api-deps.ts';
import { checkNoticeAddress, normalAddress } from '../http/web-address.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { longestExpirySeconds, type OrderRequest } from './order-request.ts';
import { orderPolicy } from './order-policy.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** What came of asking for an order. */
export type Made = Readonly<{ kind: 'created' | 'same'; order: StoredOrder }>;

function conflict(): ProblemError {
  return new ProblemError(
    'order_conflict',
    'You have an order of that id with other content, and orders never change; nothing was done. Use a new id for a new order.',
    { errors: [{ pointer: '/id', detail: 'is taken' }] },
  );
}

function deadlineOf(request: OrderRequest, nowMs: number): number {
  if (request.expires_at === undefined) return nowMs + (request.expires_in ?? 0) * 1_000;
  const deadlineMs = Date.parse(request.expires_at);
  if (deadlineMs > nowMs && deadlineMs <= nowMs + longestExpirySeconds * 1_000) return deadlineMs;
  throw new ProblemError('invalid_request', 'The order could never be paid; nothing was made.', {
    errors: [{ pointer: '/expires_at', detail: 'must be in the future and 30 days away at most' }],
  });
}

/** The request with its addresses as they are kept. */
function normalised(request: OrderRequest): OrderRequest {
  const { return_url: returnUrl, notify_url: notifyUrl } = request;
  return {
    ...request,
    ...(returnUrl === undefined ? {} : { return_url: normalAddress(returnUrl) }),
    ...(notifyUrl === undefined ? {} : { notify_url: normalAddress(notifyUrl) }),
  };
}

/** An order made before addresses were normalised has the hash of the request as it was sent. */
function isSame(known: StoredOrder, sent: OrderRequest): boolean {
  return [normalised(sent), sent].some((one) => canonicalHash(one) === known.contentHash);
}

/**
 * Makes an order; only the ledger is needed. If the order was made before with the same
 * content, it stays as it is.
 *
 * @throws ProblemError `order_conflict`; `invalid_request` for a time that is past or too far off, or
 * an address that notices can't go to
 */
export async function makeOrder(
  deps: ApiDeps,
  merchantId: string,
  sent: OrderRequest,
): Promise<Made> {
  const request = normalised(sent);
  const key = { merchant: merchantId, orderId: request.id };
  // Looked up first, because a repeat may come after its own `expires_at` has passed.
  const known = await findOrder(deps.database, key);
  if (known !== null) {
    if (!isSame(known, sent)) throw conflict();
    return { kind: 'same', order: known };
  }
  checkNoticeAddress(deps.noticeRules, request.notify_url);
  const merchant = await findMerchant(deps.database, merchantId);
  if (merchant === null) throw new Error(`A key names merchant ${merchantId}, who is not there.`);
  const nowMs = Date.now();
  const created = await createOrder(deps.database, {
    key,
    amount: { amountMinor: request.amount.value, currency: request.amount.currency },
    deadlineMs: deadlineOf(request, nowMs),
    createdAtMs: nowMs,
    policy: orderPolicy(
      deps.policy,
      policySettingsSchema.parse(merchant.policy),
      { latePayment: request.late_payment },
      deps.timeScale,
    ),
    description: request.description,
    returnUrl: request.return_url ?? null,
    notifyUrl: request.notify_url ?? null,
    metadata: request.metadata ?? {},
    contentHash: canonicalHash(request),
  });
  if (created.kind !== 'conflict') return created;
  // Made meanwhile, perhaps by a process of the release before, which keeps addresses as sent.
  const there = await findOrder(deps.database, key);
  if (there === null || !isSame(there, sent)) throw conflict();
  return { kind: 'same', order: there };
}
