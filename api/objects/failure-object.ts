import { z } from 'zod';

/** Why an attempt or refund failed, or why a refund is put off. */
export const failureObject = z
  .object({
    code: z.string().meta({ description: 'The channel’s own code.', example: 'NOTENOUGH' }),
    message: z.string().meta({
      description: 'The channel’s words; `no longer kept` after they were erased.',
      example: 'The balance is too low.',
    }),
  })
  .meta({
    id: 'Failure',
    description: 'Why the channel refused; of a refund also why it is put off, as `short_balance`.',
  });
