import { z } from 'zod';
import { toldMoment } from '../http/text-forms.ts';

const until = toldMoment.meta({ description: 'After this moment it can not be used any more.' });

/** What the shopper acts on. */
export const actionObject = z
  .discriminatedUnion('type', [
    z
      .object({
        type: z.literal('qr').meta({ description: 'A code to scan.' }),
        content: z.string().meta({
          description: 'Text of the code to scan.',
          example: 'weixin://wxpay/bizpayurl?pr=x',
        }),
        expires_at: until,
      })
      .meta({ id: 'QrAction', description: 'Show a code; the shopper scans it.' }),
    z
      .object({
        type: z.literal('redirect').meta({ description: 'A page of the channel.' }),
        url: z.string().meta({
          description: 'Send the shopper there.',
          example: 'https://channel.example/pay/1',
        }),
      })
      .meta({ id: 'RedirectAction', description: 'Send the shopper to a page of the channel.' }),
    z
      .object({
        type: z.literal('sdk').meta({ description: 'The channel’s SDK in the app.' }),
        parameters: z.record(z.string(), z.string()).meta({
          description: 'For the channel’s own SDK, as they are.',
          example: { prepayid: 'wx1' },
        }),
      })
      .meta({
        id: 'SdkAction',
        description: 'Hand the parameters to the channel’s SDK in the app.',
      }),
    z
      .object({
        type: z.literal('voucher').meta({ description: 'A voucher.' }),
        number: z.string().meta({
          description: 'What the shopper pays at a bank or shop.',
          example: '34191.79001',
        }),
        url: z
          .string()
          .meta({ description: 'The voucher to print.', example: 'https://channel.example/v/1' }),
        expires_at: until,
      })
      .meta({ id: 'VoucherAction', description: 'A voucher that can be paid for days.' }),
  ])
  .meta({ id: 'Action', description: 'What the shopper acts on, while the attempt is on offer.' });
