import { z } from 'zod';

const schema = z.object({
  /** PaidOnce's address, and the shop's key there. */
  PAIDONCE_URL: z.url(),
  PAIDONCE_KEY: z.string().min(1),
  /** Every secret for notices in force, separated by spaces: two while one is changed. */
  NOTICE_SECRETS: z
    .string()
    .transform((text) => text.split(/\s+/).filter((one) => one !== ''))
    .pipe(z.array(z.string()).min(1)),
  SHOP_DATA: z.string().min(1),
  SHOP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SANDBOX_URL: z.url().optional(),
});

/** What a shop is set up with. */
export type ShopSettings = Readonly<{
  paidonce: Readonly<{ url: string; key: string }>;
  secrets: readonly string[];
  /** The folder of its orders. */
  dataFolder: string;
  /** 0: any free one. */
  port: number;
  /** Where the phones are that shoppers pay with; null: nowhere. */
  sandbox: string | null;
}>;

/** @throws ZodError, which names each variable that is wrong and shows no value */
export function readShopSettings(env: Readonly<Record<string, string | undefined>>): ShopSettings {
  const given = schema.parse(env);
  return Object.freeze({
    paidonce: { url: given.PAIDONCE_URL, key: given.PAIDONCE_KEY },
    secrets: given.NOTICE_SECRETS,
    dataFolder: given.SHOP_DATA,
    port: given.SHOP_PORT,
    sandbox: given.SANDBOX_URL?.replace(/\/+$/, '') ?? null,
  });
}
