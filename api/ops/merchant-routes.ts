import { z } from 'zod';
import { policySettingsSchema } from '../../config/policy-settings.ts';
import {
  changeMerchant as updateMerchant,
  createMerchant as insertMerchant,
  findMerchant,
  listMerchants as selectMerchants,
  type Merchant,
} from '../../ledger/keys/merchants.ts';
import { rfc3339 } from '../../ledger/database/time.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Access } from '../auth/access.ts';
import { canonicalHash } from '../idempotency/canonical-hash.ts';
import { once } from '../idempotency/once.ts';
import type { PathPart } from '../http/path-part.ts';
import { keyedRoute } from '../http/route.ts';
import { merchantId, personsReason, plainText, toldMoment } from '../http/text-forms.ts';
import { checkNoticeAddress, normalAddress, noticeAddress } from '../http/web-address.ts';
import { ProblemError } from '../problems/problem-error.ts';

const merchantName = plainText(100).meta({ description: 'For people.', example: 'The Shop' });
const noticeUrl = noticeAddress.meta({
  description:
    'Where notices go when an order names no address. A public https address, unless the operator opened others.',
  example: 'https://shop.example/hooks',
});
const policy = policySettingsSchema.meta({
  id: 'PolicySettings',
  description: 'Only what differs from the installation’s policy; durations in ms.',
  example: { late_payment: 'ask' },
});

/** Body of `POST /v1/merchants`. */
const merchantRequest = z
  .strictObject({
    id: merchantId,
    name: merchantName,
    notify_url: noticeUrl.optional(),
    policy: policy.optional(),
    reason: personsReason.optional(),
  })
  .meta({ id: 'MerchantRequest', description: 'A merchant to make.' });

/** Body of `PATCH /v1/merchants/{id}`. */
const merchantChange = z
  .strictObject({
    name: merchantName.optional(),
    notify_url: noticeUrl
      .nullable()
      .optional()
      .meta({ description: 'Null: notices of orders that name no address go nowhere.' }),
    policy: policy.optional().meta({
      description: 'In place of the whole policy it had; holds for orders made from now on.',
    }),
    reason: personsReason.optional(),
  })
  .meta({ id: 'MerchantChange', description: 'What is left out stays.' });

const merchantObject = z
  .object({
    id: merchantId,
    name: merchantName,
    notify_url: z.string().nullable().meta({
      description: 'Where notices go when an order names no address; null: nowhere.',
      example: 'https://shop.example/hooks',
    }),
    policy: z.record(z.string(), z.unknown()).meta({
      description: 'What differs from the installation’s policy.',
      example: { late_payment: 'ask' },
    }),
    created_at: toldMoment.meta({ description: 'When it was made.' }),
  })
  .meta({ id: 'Merchant', description: 'Who sells.' });

function presentMerchant(merchant: Merchant): z.output<typeof merchantObject> {
  return {
    id: merchant.id,
    name: merchant.name,
    notify_url: merchant.notifyUrl,
    policy: merchant.policy,
    created_at: rfc3339(merchant.createdAtMs),
  };
}

type NewMerchant = z.output<typeof merchantRequest>;

/** @throws ProblemError `merchant_exists`; `invalid_request` for an address notices can't go to */
async function make(
  deps: ApiDeps,
  body: NewMerchant,
  { name }: Access,
): Promise<'created' | 'same'> {
  const notifyUrl = normalAddress(body.notify_url ?? null);
  const known = await findMerchant(deps.database, body.id);
  if (known === null) checkNoticeAddress(deps.noticeRules, notifyUrl);
  const policy = body.policy ?? {};
  const named = { id: body.id, name: body.name, notifyUrl, policy };
  const { kind, merchant } = await insertMerchant(deps.database, named, {
    name,
    reason: body.reason ?? null,
  });
  if (kind === 'created') return 'created';
  const isSame =
    merchant.name === body.name &&
    // One made before addresses were normalised keeps its own spelling.
    (merchant.notifyUrl === notifyUrl || merchant.notifyUrl === (body.notify_url ?? null)) &&
    canonicalHash(merchant.policy) === canonicalHash(policy);
  if (isSame) return 'same';
  throw new ProblemError('merchant_exists', 'There is a merchant of that id; nothing was done.', {
    errors: [{ pointer: '/id', detail: 'is taken' }],
  });
}

function merchantNotFound(): ProblemError {
  return new ProblemError('merchant_not_found', 'There is no merchant of that id.');
}

/** The part of a path that names a merchant. */
export const merchantPart: PathPart = { form: merchantId, unknown: merchantNotFound };

/** @throws ProblemError `merchant_not_found` */
export async function knownMerchant(deps: ApiDeps, id: string): Promise<Merchant> {
  const merchant = await findMerchant(deps.database, id);
  if (merchant === null) throw merchantNotFound();
  return merchant;
}

/** `GET /v1/merchants`. */
export const listMerchants = keyedRoute(
  {
    name: 'listMerchants',
    method: 'get',
    path: '/v1/merchants',
    tag: 'merchants',
    summary: 'All merchants',
    description: 'Every merchant of this installation.',
    roles: ['ops'],
    answers: {
      200: {
        description: 'All merchants.',
        body: z
          .object({ data: z.array(merchantObject).meta({ description: 'By their ids.' }) })
          .meta({ id: 'MerchantList', description: 'All merchants.' }),
      },
    },
    problems: [],
  },
  async (deps) => {
    const merchants = await selectMerchants(deps.database);
    return { status: 200, body: { data: merchants.map(presentMerchant) } };
  },
);

/** `POST /v1/merchants`. */
export const createMerchant = keyedRoute(
  {
    name: 'createMerchant',
    method: 'post',
    path: '/v1/merchants',
    tag: 'merchants',
    summary: 'Make a merchant',
    description: 'The same again answers with the same merchant.',
    roles: ['ops'],
    key: 'accepted',
    body: merchantRequest,
    example: { id: 'shop', name: 'The Shop', notify_url: 'https://shop.example/hooks' },
    answers: {
      201: { description: 'The merchant was made.', body: merchantObject },
      200: { description: 'The merchant was there.', body: merchantObject },
    },
    problems: ['merchant_exists'],
  },
  async (deps, call) => {
    const { body } = call;
    let status: 200 | 201 = 200;
    return once(deps, call, {
      action: 'merchants',
      subject: null,
      drawn: body.id,
      act: async () => {
        status = (await make(deps, body, call.access)) === 'created' ? 201 : 200;
        return { kind: 'merchant', id: body.id };
      },
      tell: async ({ id }) => ({ status, body: presentMerchant(await knownMerchant(deps, id)) }),
    });
  },
);

const oneMerchant = { 200: { description: 'The merchant.', body: merchantObject } };

/** `GET /v1/merchants/{id}`. */
export const readMerchant = keyedRoute(
  {
    name: 'getMerchant',
    method: 'get',
    path: '/v1/merchants/{id}',
    tag: 'merchants',
    summary: 'One merchant',
    description: 'As it stands now.',
    roles: ['ops'],
    parts: { id: merchantPart },
    answers: oneMerchant,
    problems: ['merchant_not_found'],
  },
  async (deps, { parts }) => ({
    status: 200,
    body: presentMerchant(await knownMerchant(deps, parts.id)),
  }),
);

/** `PATCH /v1/merchants/{id}`. */
export const changeMerchant = keyedRoute(
  {
    name: 'changeMerchant',
    method: 'patch',
    path: '/v1/merchants/{id}',
    tag: 'merchants',
    summary: 'Change a merchant',
    description:
      'Its name, address for notices and policy; what is left out stays. Of two changes the later one counts; both are in the audit.',
    roles: ['ops'],
    parts: { id: merchantPart },
    body: merchantChange,
    example: { notify_url: 'https://shop.example/new-hooks' },
    answers: oneMerchant,
    problems: ['merchant_not_found'],
  },
  async (deps, { access, body, parts }) => {
    const { name, policy: newPolicy, reason = null } = body;
    const notifyUrl = body.notify_url === undefined ? undefined : normalAddress(body.notify_url);
    checkNoticeAddress(deps.noticeRules, notifyUrl);
    const changed = await updateMerchant(
      deps.database,
      parts.id,
      {
        ...(name === undefined ? {} : { name }),
        ...(notifyUrl === undefined ? {} : { notifyUrl }),
        ...(newPolicy === undefined ? {} : { policy: newPolicy }),
      },
      { name: access.name, reason },
    );
    if (changed === null) throw merchantNotFound();
    return { status: 200, body: presentMerchant(changed) };
  },
);
