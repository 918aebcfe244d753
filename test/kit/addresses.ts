import { z } from 'zod';

/** Where a running PaidOnce and its parts are, and keys of it; as `npm start -- --json` tells it. */
export const addressesSchema = z.object({
  api: z.string(),
  sandbox: z.string(),
  temporal: z.string(),
  database: z.string(),
  api_key: z.string(),
  ops_key: z.string(),
  other_api_key: z.string(),
});

export type Addresses = z.output<typeof addressesSchema> &
  Readonly<{
    /** Whose key `api_key` is; `demo`, where nothing is said. */
    merchant?: string;
  }>;
