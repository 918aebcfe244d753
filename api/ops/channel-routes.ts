import { z } from 'zod';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import type { ChannelTraits } from '../../domain/order/traits.ts';
import {
  channelsOffFor,
  type OwnedChannelOff,
  switchOn,
} from '../../ledger/people/channels-off.ts';
import { exampleChannel } from '../objects/example-channel.ts';
import { keyedRoute } from '../http/route.ts';

const durationMs = z.int().min(0);

const traitsObject = z
  .object({
    closable: z.boolean().meta({ description: 'A close call exists.', example: true }),
    closed_is_trusted: z.boolean().meta({
      description: 'Once a query says closed, it can not be paid any more.',
      example: true,
    }),
    known_before_scan: z.boolean().meta({
      description: 'The channel knows a payment from its create on, not from the scan on.',
      example: true,
    }),
    two_phase: z
      .boolean()
      .meta({ description: 'Authorised first, captured later.', example: false }),
    voidable: z.boolean().meta({
      description: 'An approval can be given back without capturing it.',
      example: false,
    }),
    refundable: z
      .enum(['partly', 'fully', 'not'])
      .meta({ description: 'Whether, and how, a payment can be refunded.', example: 'partly' }),
    refundable_for_ms: durationMs.nullable().meta({
      description: 'How long after the payment, in ms; null: without limit.',
      example: 31_536_000_000,
    }),
    refund_every_ms: durationMs.nullable().meta({
      description:
        'The shortest time between two refunds of one payment, which are sent one after another; ms, null: without limit.',
      example: 60_000,
    }),
    most_refunds: z.int().min(1).nullable().meta({
      description:
        'How many refunds one payment takes; the last must take all that is left. Null: without limit.',
      example: 50,
    }),
    shortest_validity_ms: durationMs.meta({
      description: 'The shortest time for which a payment can be offered; ms.',
      example: 60_000,
    }),
    longest_validity_ms: durationMs.meta({
      description: 'The longest; ms.',
      example: 604_800_000,
    }),
    settlement_margin_ms: durationMs.meta({
      description: 'After expiry, how long a payment may still surface; ms.',
      example: 300_000,
    }),
    lookup: z
      .enum(['payment_number', 'channel_reference'])
      .meta({ description: 'What a query needs.', example: 'payment_number' }),
    idempotency_life_ms: durationMs.nullable().meta({
      description:
        'How long a create repeated under its number counts as the same; ms, null: for ever.',
      example: null,
    }),
    currencies: z
      .array(z.string())
      .meta({ description: 'ISO 4217 currencies it takes.', example: ['CNY'] }),
    smallest_minor: durationMs.meta({ description: 'Smallest amount; minor units.', example: 1 }),
    largest_minor: durationMs.meta({
      description: 'Largest amount; minor units.',
      example: 10_000_000_000,
    }),
  })
  .meta({ id: 'MethodTraits', description: 'What a method of a channel can do.' });

const accountObject = z
  .object({
    channel: z.string().meta({ description: 'The channel.', example: exampleChannel.channel }),
    account: z.string().meta({ description: 'Our account at it.', example: 'default' }),
    methods: z
      .array(
        z
          .object({
            method: z.string().meta({ description: 'Its name.', example: exampleChannel.method }),
            shopper: z.array(z.string()).meta({
              description: 'The fields of `shopper` that it needs.',
              example: [],
            }),
            off_by: z.enum(['operator', 'merchant']).nullable().meta({
              description:
                'Who switched it off for new payments (`PUT /v1/controls`); null: it is on.',
              example: null,
            }),
            traits: traitsObject,
          })
          .meta({ id: 'OfferedMethod', description: 'A way to pay.' }),
      )
      .meta({ description: 'Its methods.' }),
  })
  .meta({ id: 'ChannelAccount', description: 'A configured account, and what it can do.' });

function told(traits: ChannelTraits): z.output<typeof traitsObject> {
  return {
    closable: traits.closable,
    closed_is_trusted: traits.closedIsTrusted,
    known_before_scan: traits.knownBeforeScan,
    two_phase: traits.twoPhase,
    voidable: traits.voidable,
    refundable: traits.refundable,
    refundable_for_ms: traits.refundableForMs,
    refund_every_ms: traits.refundEveryMs,
    most_refunds: traits.mostRefunds,
    shortest_validity_ms: traits.shortestValidityMs,
    longest_validity_ms: traits.longestValidityMs,
    settlement_margin_ms: traits.settlementMarginMs,
    lookup: traits.lookup,
    idempotency_life_ms: traits.idempotencyLifeMs,
    currencies: [...traits.currencies],
    smallest_minor: traits.smallestMinor,
    largest_minor: traits.largestMinor,
  };
}

function toldOf(
  { channel, name }: OfferedAccount,
  off: readonly OwnedChannelOff[],
): z.output<typeof accountObject> {
  return {
    channel: channel.name,
    account: name,
    methods: Object.entries(channel.methods).map(([method, traits]) => {
      const switched = switchOn(off, { channel: channel.name, method, account: name });
      return {
        method,
        shopper: [...channel.needs(method)],
        off_by: switched && (switched.owner === null ? 'operator' : 'merchant'),
        traits: told(traits),
      };
    }),
  };
}

/** `GET /v1/channels`: the capability table; what each configured account can do, in real time. */
export const listChannels = keyedRoute(
  {
    name: 'listChannels',
    method: 'get',
    path: '/v1/channels',
    tag: 'channels',
    summary: 'What each configured channel account can do',
    description:
      'The capability table: methods, what they need to know of the shopper, limits. A merchant is told the accounts on which its orders may be paid; an ops key that names no merchant, all of them.',
    roles: ['merchant', 'read', 'ops'],
    namesMerchant: 'query',
    answers: {
      200: {
        description: 'Every account that the merchant may use.',
        body: z
          .object({ data: z.array(accountObject).meta({ description: 'Its accounts.' }) })
          .meta({ id: 'ChannelList', description: 'The capability table.' }),
      },
    },
    problems: [],
  },
  async ({ channels, database }, { merchant }) => {
    const accounts = merchant === null ? channels.accounts : channels.offeredTo(merchant);
    const off = await channelsOffFor(database, merchant);
    return { status: 200, body: { data: accounts.map((one) => toldOf(one, off)) } };
  },
);
