import type { operations } from './contract.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Address = Readonly<{ method: Method; path: string }>;

/** The name of a call in the contract: its `operationId`. */
export type OperationName = keyof operations;

/** Where each call of the contract is. A test holds it against docs/openapi.json. */
export const addresses = Object.freeze({
  createOrder: { method: 'POST', path: '/v1/orders' },
  listOrders: { method: 'GET', path: '/v1/orders' },
  getOrder: { method: 'GET', path: '/v1/orders/{id}' },
  payOrder: { method: 'POST', path: '/v1/orders/{id}/attempts' },
  closeOrder: { method: 'POST', path: '/v1/orders/{id}/close' },
  decideLatePayment: { method: 'POST', path: '/v1/orders/{id}/late_payment' },
  getOrderTimeline: { method: 'GET', path: '/v1/orders/{id}/timeline' },
  listOrderEvents: { method: 'GET', path: '/v1/orders/{id}/events' },
  refundOrder: { method: 'POST', path: '/v1/orders/{id}/refunds' },
  listRefunds: { method: 'GET', path: '/v1/refunds' },
  getRefund: { method: 'GET', path: '/v1/refunds/{number}' },
  decideRefunds: { method: 'POST', path: '/v1/refunds/decide' },
  approveRefund: { method: 'POST', path: '/v1/refunds/{number}/approve' },
  rejectRefund: { method: 'POST', path: '/v1/refunds/{number}/reject' },
  resolveRefund: { method: 'POST', path: '/v1/refunds/{number}/resolve' },
  listEvents: { method: 'GET', path: '/v1/events' },
  search: { method: 'GET', path: '/v1/search' },
  listChannels: { method: 'GET', path: '/v1/channels' },
  listAttention: { method: 'GET', path: '/v1/attention' },
  resolveAttention: { method: 'POST', path: '/v1/attention/{id}/resolve' },
  listActs: { method: 'GET', path: '/v1/audit' },
  getControls: { method: 'GET', path: '/v1/controls' },
  putControls: { method: 'PUT', path: '/v1/controls' },
  listMerchants: { method: 'GET', path: '/v1/merchants' },
  createMerchant: { method: 'POST', path: '/v1/merchants' },
  getMerchant: { method: 'GET', path: '/v1/merchants/{id}' },
  changeMerchant: { method: 'PATCH', path: '/v1/merchants/{id}' },
  listKeys: { method: 'GET', path: '/v1/merchants/{id}/keys' },
  createKey: { method: 'POST', path: '/v1/merchants/{id}/keys' },
  revokeKey: { method: 'DELETE', path: '/v1/merchants/{id}/keys/{key_id}' },
  getReadiness: { method: 'GET', path: '/readyz' },
} as const satisfies Partial<Record<OperationName, Address>>);

/** A call that this client makes. */
export type Name = keyof typeof addresses;

type Parameters<N extends Name> = operations[N]['parameters'];
type Json<Told> = Told extends { content: { 'application/json': infer Body } } ? Body : never;
type Sent<N extends Name> = operations[N] extends { requestBody?: infer Body } ? Body : never;

/** The parts of a call's path. */
export type PartsOf<N extends Name> = NonNullable<Parameters<N>['path']>;
/** What may be asked for in a call's query; whose data is meant is an option of each call. */
export type QueryOf<N extends Name> = Omit<NonNullable<Parameters<N>['query']>, 'merchant'>;
/** What a call sends. */
export type BodyOf<N extends Name> = Json<NonNullable<Sent<N>>>;
/** What a call answers when it was done. */
export type AnswerOf<N extends Name> = Json<
  operations[N]['responses'][keyof operations[N]['responses']]
>;

/** What one call asks. */
export type Asked<N extends Name> = Readonly<{
  parts?: PartsOf<N>;
  query?: QueryOf<N>;
  body?: BodyOf<N>;
}>;

/** @throws TypeError for a part that would lead to another address */
function pathPart(part: unknown): string {
  const text = typeof part === 'string' ? part : '';
  if (text === '' || text === '.' || text === '..') {
    throw new TypeError(`${JSON.stringify(part)} is no id. Nothing was sent.`);
  }
  return encodeURIComponent(text);
}

/** The path and query of a call, from the installation's address on. */
export function pathOf(name: Name, parts: object, query: object): string {
  const given = new Map<string, unknown>(Object.entries(parts));
  const path = addresses[name].path.replace(/\{(\w+)\}/g, (_, part: string) =>
    pathPart(given.get(part)),
  );
  const asked = new URLSearchParams();
  for (const [field, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(field, String(value));
  }
  return asked.size === 0 ? path : `${path}?${asked.toString()}`;
}
