/**
 * What the shopper acts on. Shopper's data: never in facts or in what passes through the engine
 * (rule 22), though its type stands here.
 *
 * @see docs/api.md#objects, Action
 */
export type Action =
  | Readonly<{ type: 'qr'; content: string; expires_at: string }>
  | Readonly<{ type: 'redirect'; url: string }>
  | Readonly<{ type: 'sdk'; parameters: Readonly<Record<string, string>> }>
  | Readonly<{ type: 'voucher'; number: string; url: string; expires_at: string }>;
