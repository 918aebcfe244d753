import { z } from 'zod';
import { addNoticeSecret } from '../../ledger/notices/notice-secrets.ts';
import { deriveSecret } from '../../notices/notice-secret.ts';
import { keyedRoute } from '../http/route.ts';
import { personsReason } from '../http/text-forms.ts';
import { once } from '../idempotency/once.ts';
import { knownMerchant, merchantPart } from './merchant-routes.ts';

const longestOverlapSeconds = 30 * 24 * 3_600;
const usualOverlapSeconds = 24 * 3_600;

/** Body of `POST /v1/merchants/{id}/notice_secret`. */
const secretRequest = z
  .strictObject({
    overlap_s: z.int().min(0).max(longestOverlapSeconds).optional().meta({
      description:
        'How long those before it sign beside it, while the receiver is told the new one; seconds, a day by default.',
      example: 3_600,
    }),
    reason: personsReason.optional(),
  })
  .meta({ id: 'NoticeSecretRequest', description: 'A secret to make.' });

const secretObject = z
  .object({
    secret: z.string().nullable().meta({
      description:
        'The secret, shown this once; null in a repeated answer. Receivers verify notices by it (Standard Webhooks).',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
    }),
  })
  .meta({ id: 'NoticeSecret', description: 'A secret just made.' });

/** `POST /v1/merchants/{id}/notice_secret`. A secret is shown once: if the answer was lost, make another. */
export const createNoticeSecret = keyedRoute(
  {
    name: 'createNoticeSecret',
    method: 'post',
    path: '/v1/merchants/{id}/notice_secret',
    tag: 'merchants',
    summary: 'Make a secret for a merchant’s notices',
    description:
      'From now on it signs every notice; those before it sign as well until the overlap is over. What waits is tried again at once.',
    roles: ['ops'],
    parts: { id: merchantPart },
    key: 'accepted',
    body: secretRequest,
    example: { overlap_s: 3_600 },
    answers: { 201: { description: 'The secret was made.', body: secretObject } },
    problems: ['merchant_not_found'],
  },
  async (deps, call) => {
    const { overlap_s: overlapSeconds = usualOverlapSeconds, reason = null } = call.body;
    const { id: merchant } = await knownMerchant(deps, call.parts.id);
    const made = new Set<string>();
    return once(deps, call, {
      action: 'notice_secret',
      subject: merchant,
      act: async () => {
        const by = { name: call.access.name, reason };
        const id = await addNoticeSecret(deps.database, { merchant, overlapSeconds }, by);
        if (id === null) throw new Error(`Merchant ${merchant} was there and is not.`);
        made.add(id);
        return { kind: 'notice_secret', id };
      },
      tell: ({ id }) => {
        const secret = made.has(id) ? deriveSecret(deps.keyedHash, merchant, id) : null;
        return Promise.resolve({ status: 201, body: { secret } });
      },
    });
  },
);
