/**
 * What some methods need to know of the shopper. Never in facts or in what passes through the
 * engine (rule 22), though its type stands here.
 *
 * @see docs/api.md#objects, Shopper
 */
export type Shopper = Readonly<{
  ip?: string | undefined;
  openid?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
  tax_id?: string | undefined;
  address?: string | undefined;
}>;
