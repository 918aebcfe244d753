import { z } from 'zod';
import type { Shopper } from '../../domain/order/shopper.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { plainText } from '../http/text-forms.ts';

const word = z.string().regex(/^[a-z0-9_]{1,32}$/, 'must be 1 to 32 of a-z 0-9 _');

const shopper = z
  .strictObject({
    ip: z
      .union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' })
      .optional()
      .meta({ description: 'The shopper’s address.', example: '203.0.113.7' }),
    openid: plainText(128).optional().meta({
      description: 'The channel’s name for the shopper in your app.',
      example: 'oUpF8uMuAJO',
    }),
    name: plainText(100).optional().meta({ description: 'Full name.', example: 'Ana Souza' }),
    email: z
      .email('must be an e-mail address')
      .max(254, 'must be 254 characters at most')
      .optional()
      .meta({ description: 'E-mail address.', example: 'ana@example.com' }),
    tax_id: plainText(32).optional().meta({ description: 'CPF or CNPJ.', example: '11144477735' }),
    address: plainText(300)
      .optional()
      .meta({ description: 'Postal address, in one line.', example: 'Rua A 1, São Paulo' }),
  } satisfies Record<keyof Shopper, z.ZodType>)
  .meta({
    id: 'Shopper',
    description:
      'What some methods must know; `GET /v1/channels` says which. Only those fields are kept, and they can be erased.',
  });

/** Body of `POST /v1/orders/{id}/attempts`. @see docs/api.md#calls */
export const attemptRequest = z
  .strictObject({
    channel: word.meta({
      description: 'One that `GET /v1/channels` lists.',
      example: exampleChannel.channel,
    }),
    method: word.meta({
      description: 'One of the channel’s methods.',
      example: exampleChannel.method,
    }),
    account: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')
      .optional()
      .meta({
        description: 'Needed only where the channel has several accounts and none is `default`.',
        example: 'default',
      }),
    shopper: shopper.optional(),
  })
  .meta({ id: 'AttemptRequest', description: 'How the shopper wants to pay.' });

export type AttemptRequest = z.output<typeof attemptRequest>;
