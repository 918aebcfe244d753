import { z } from 'zod';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** The part of a path that is an order's token: 24 random bytes. */
export const tokenPart: PathPart = {
  form: z
    .string()
    .regex(/^[A-Za-z0-9_-]{20,64}$/)
    .meta({
      description: 'The token in the order’s `checkout_url`. Whoever knows it may pay.',
      example: 'u3kq0ZK3N5T8X1W4M6B9C2D0F7a1b2c3',
    }),
  unknown: () =>
    new ProblemError(
      'order_not_found',
      'This address opens no order; nothing was done. Open it again from the shop: it may be cut off.',
    ),
};
