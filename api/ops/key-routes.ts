import { z } from 'zod';
import { keyRoles, merchantKeyRoles } from '../../domain/values/key-role.ts';
import {
  type ApiKey,
  createApiKey,
  findKeyOf,
  listApiKeys,
  revokeApiKey,
} from '../../ledger/keys/api-keys.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import { once } from '../idempotency/once.ts';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { digits } from '../http/query-forms.ts';
import { keyedRoute } from '../http/route.ts';
import { personsReason, plainText, toldMoment } from '../http/text-forms.ts';
import { knownMerchant, merchantPart } from './merchant-routes.ts';

/** Body of `POST /v1/merchants/{id}/keys`. */
const keyRequest = z
  .strictObject({
    role: z
      .enum(merchantKeyRoles)
      .meta({ description: '`merchant` acts, `read` only reads.', example: 'merchant' }),
    label: plainText(100)
      .optional()
      .meta({ description: 'Whose it is; named with what it decides.', example: 'checkout' }),
    reason: personsReason.optional(),
  })
  .meta({ id: 'KeyRequest', description: 'A key to make.' });

const fields = {
  id: z.string().meta({ description: 'Names the key; no secret.', example: 'key_01' }),
  role: z.enum(keyRoles).meta({ description: 'What it may do.', example: 'merchant' }),
  prefix: z
    .string()
    .meta({ description: 'How the key begins, to find it again.', example: 'pk_4Zr1' }),
  label: z.string().meta({ description: 'Whose it is.', example: 'checkout' }),
  created_at: toldMoment.meta({ description: 'When it was made.' }),
  revoked_at: toldMoment
    .nullable()
    .meta({ description: 'From when on it is refused; null: it is in use.', example: null }),
};

const keyObject = z
  .object(fields)
  .meta({ id: 'ApiKey', description: 'A key, without its secret.' });

const newKeyObject = z
  .object({
    ...fields,
    key: z.string().nullable().meta({
      description:
        'The key itself, shown this once; null in a repeated answer, for it is stored nowhere.',
      example: 'pk_4Zr1…',
    }),
  })
  .meta({ id: 'NewApiKey', description: 'A key just made.' });

function presentKey(key: ApiKey): z.output<typeof keyObject> {
  return {
    id: key.id,
    role: key.role,
    prefix: key.prefix,
    label: key.label,
    created_at: rfc3339(key.createdAtMs),
    revoked_at: rfc3339(key.revokedAtMs),
  };
}

/** `GET /v1/merchants/{id}/keys`. */
export const listKeys = keyedRoute(
  {
    name: 'listKeys',
    method: 'get',
    path: '/v1/merchants/{id}/keys',
    tag: 'merchants',
    summary: 'A merchant’s keys',
    description: 'Without their secrets, which are stored nowhere.',
    roles: ['ops'],
    parts: { id: merchantPart },
    answers: {
      200: {
        description: 'Its keys.',
        body: z
          .object({ data: z.array(keyObject).meta({ description: 'Its keys.' }) })
          .meta({ id: 'KeyList', description: 'A merchant’s keys.' }),
      },
    },
    problems: ['merchant_not_found'],
  },
  async (deps, { parts }) => {
    const { id } = await knownMerchant(deps, parts.id);
    const keys = await listApiKeys(deps.database, id);
    return { status: 200, body: { data: keys.map(presentKey) } };
  },
);

/** `POST /v1/merchants/{id}/keys`. A key is shown once: if the answer was lost, make another. */
export const createKey = keyedRoute(
  {
    name: 'createKey',
    method: 'post',
    path: '/v1/merchants/{id}/keys',
    tag: 'merchants',
    summary: 'Make a key for a merchant',
    description:
      'The key is shown in this answer and never again. Keys of role ops are made on the machine.',
    roles: ['ops'],
    parts: { id: merchantPart },
    key: 'accepted',
    body: keyRequest,
    example: { role: 'merchant', label: 'checkout' },
    answers: { 201: { description: 'The key was made.', body: newKeyObject } },
    problems: ['merchant_not_found'],
  },
  async (deps, call) => {
    const { role, label, reason = null } = call.body;
    const { id: merchant } = await knownMerchant(deps, call.parts.id);
    // The key itself is stored nowhere, so a repeat describes the key without it.
    const shown = new Map<string, string>();
    return once(deps, call, {
      action: 'keys',
      subject: merchant,
      drawn: merchant,
      act: async () => {
        const named = label === undefined ? { role, merchant } : { role, merchant, label };
        const { key, apiKey } = await createApiKey(deps.database, named, {
          name: call.access.name,
          reason,
        });
        shown.set(apiKey.id, key);
        return { kind: 'api_key', id: apiKey.id };
      },
      tell: async ({ id }) => {
        const known = await findKeyOf(deps.database, merchant, id);
        if (known === null) throw new Error(`Key ${id} was made and is not there.`);
        return { status: 201, body: { ...presentKey(known), key: shown.get(id) ?? null } };
      },
    });
  },
);

function keyNotFound(): ProblemError {
  return new ProblemError('key_not_found', 'The merchant has no key of that id.');
}

const keyPart: PathPart = {
  form: z
    .string()
    .regex(/^key_[0-9a-z]{1,60}$/)
    .meta({ description: 'The key’s id.', example: 'key_01' }),
  unknown: keyNotFound,
};

const longestOverlapSeconds = 30 * 24 * 3_600;

/** `DELETE /v1/merchants/{id}/keys/{key_id}`. */
export const revokeKey = keyedRoute(
  {
    name: 'revokeKey',
    method: 'delete',
    path: '/v1/merchants/{id}/keys/{key_id}',
    tag: 'merchants',
    summary: 'Revoke a key, at once or after an overlap',
    description:
      'Every process refuses it within five seconds of `revoked_at`. The same again changes nothing; of two moments the earlier one counts.',
    roles: ['ops'],
    parts: { id: merchantPart, key_id: keyPart },
    query: z.strictObject({
      after_s: digits(longestOverlapSeconds).meta({
        description: 'How long it still works, while its successor is put in its place; seconds.',
        example: 3_600,
      }),
    }),
    answers: { 200: { description: 'The key, with the moment it ends.', body: keyObject } },
    problems: ['merchant_not_found', 'key_not_found'],
  },
  async (deps, { access, parts, query }) => {
    const { id: merchant } = await knownMerchant(deps, parts.id);
    const key = await revokeApiKey(
      deps.database,
      { merchant, id: parts.key_id, afterSeconds: query.after_s ?? 0 },
      { name: access.name, reason: null },
    );
    if (key === null) throw keyNotFound();
    return { status: 200, body: presentKey(key) };
  },
);
