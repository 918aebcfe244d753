import { z } from 'zod';
import { policySettingsSchema } from '../../config/policy-settings.ts';
import { merchantKeyRoles } from '../../domain/values/key-role.ts';
import { type ApiKey, createApiKey, listApiKeys } from '../../ledger/keys/api-keys.ts';
import {
  createMerchant,
  findMerchant,
  listMerchants,
  type Merchant,
} from '../../ledger/keys/merchants.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import type { ApiDeps } from '../api-deps.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { idempotencyScope, idempotently } from '../idempotency/idempotently.ts';
import { parseBody } from '../http/parse-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Answer, Call, Route } from '../http/route.ts';
import { merchantId, plainText, webAddress } from '../http/text-forms.ts';

/** Body of `POST /v1/merchants`. */
const newMerchant = z.strictObject({
  id: merchantId,
  name: plainText(100),
  notify_url: webAddress.optional(),
  policy: policySettingsSchema.optional(),
});

/** Body of `POST /v1/merchants/{id}/keys`. */
const newKey = z.strictObject({
  role: z.enum(merchantKeyRoles),
  label: plainText(100).optional(),
});

function presentMerchant(merchant: Merchant): object {
  return {
    id: merchant.id,
    name: merchant.name,
    notify_url: merchant.notifyUrl,
    policy: merchant.policy,
    created_at: rfc3339(merchant.createdAtMs),
  };
}

function presentKey(key: ApiKey): object {
  return {
    id: key.id,
    role: key.role,
    prefix: key.prefix,
    label: key.label,
    created_at: rfc3339(key.createdAtMs),
    revoked_at: rfc3339(key.revokedAtMs),
  };
}

type NewMerchant = z.output<typeof newMerchant>;

/** @throws ProblemError `merchant_exists` */
async function make(deps: ApiDeps, body: NewMerchant): Promise<'created' | 'same'> {
  const notifyUrl = body.notify_url ?? null;
  const policy = body.policy ?? {};
  const named = { id: body.id, name: body.name, notifyUrl, policy };
  const { kind, merchant } = await createMerchant(deps.database, named);
  if (kind === 'created') return 'created';
  const isSame =
    merchant.name === body.name &&
    merchant.notifyUrl === notifyUrl &&
    canonicalHash(merchant.policy) === canonicalHash(policy);
  if (isSame) return 'same';
  throw new ProblemError('merchant_exists', 'There is a merchant of that id; nothing was done.', {
    errors: [{ pointer: '/id', detail: 'is taken' }],
  });
}

/** @throws ProblemError `merchant_not_found` */
async function merchantOf(deps: ApiDeps, id: string): Promise<Merchant> {
  const merchant = merchantId.safeParse(id).success ? await findMerchant(deps.database, id) : null;
  if (merchant !== null) return merchant;
  throw new ProblemError('merchant_not_found', 'There is no merchant of that id.');
}

async function create(deps: ApiDeps, call: Call): Promise<Answer> {
  const key = idempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(newMerchant, call.body);
  let status: 200 | 201 = 200;
  return idempotently(deps, {
    scope: idempotencyScope(call.access),
    key,
    hash: canonicalHash('merchants', body),
    drawn: body.id,
    act: async () => {
      status = (await make(deps, body)) === 'created' ? 201 : 200;
      return { kind: 'merchant', id: body.id };
    },
    tell: async ({ id }) => ({ status, body: presentMerchant(await merchantOf(deps, id)) }),
  });
}

async function createKey(deps: ApiDeps, call: Call): Promise<Answer> {
  const idempotencyKey = idempotencyKeyOf(call.header('idempotency-key'));
  const body = parseBody(newKey, call.body);
  const { role, label } = body;
  const { id: merchant } = await merchantOf(deps, call.part('merchant'));
  // The key itself is shown once and stored nowhere, so a repeat describes the key without it.
  const shown = new Map<string, string>();
  return idempotently(deps, {
    scope: idempotencyScope(call.access),
    key: idempotencyKey,
    hash: canonicalHash('keys', merchant, body),
    drawn: merchant,
    act: async () => {
      const named = label === undefined ? { role, merchant } : { role, merchant, label };
      const { key, apiKey } = await createApiKey(deps.database, named);
      shown.set(apiKey.id, key);
      return { kind: 'api_key', id: apiKey.id };
    },
    tell: async ({ id }) => {
      const known = (await listApiKeys(deps.database, merchant)).find((one) => one.id === id);
      if (known === undefined) throw new Error(`Key ${id} was made and is not there.`);
      return { status: 201, body: { ...presentKey(known), key: shown.get(id) ?? null } };
    },
  });
}

/** Merchants and their keys. A key is shown once: if the answer was lost, make another key. */
export function merchantRoutes(deps: ApiDeps): readonly Route[] {
  const roles = ['ops'] as const;
  return [
    {
      method: 'get',
      path: '/v1/merchants',
      roles,
      answer: async () => {
        const merchants = await listMerchants(deps.database);
        return { status: 200, body: { data: merchants.map(presentMerchant) } };
      },
    },
    { method: 'post', path: '/v1/merchants', roles, answer: (call) => create(deps, call) },
    {
      method: 'get',
      path: '/v1/merchants/:merchant/keys',
      roles,
      answer: async (call) => {
        const { id } = await merchantOf(deps, call.part('merchant'));
        const keys = await listApiKeys(deps.database, id);
        return { status: 200, body: { data: keys.map(presentKey) } };
      },
    },
    {
      method: 'post',
      path: '/v1/merchants/:merchant/keys',
      roles,
      answer: (call) => createKey(deps, call),
    },
  ];
}
