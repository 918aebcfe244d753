import { z } from 'zod';
import type { AllowedAddresses } from '../notices/forbidden-address.ts';

/** A network: `10.1.0.0/16`, `fd12::/48`. */
const network = z.union([z.cidrv4(), z.cidrv6()], {
  error: 'must be a network like 10.1.0.0/16 or fd12::/48; of one address 10.1.2.3/32',
});

/** `notices` of the configuration file. */
export const noticesSchema = z
  .strictObject({
    /** Addresses that notices may go to though they are not public. */
    allow: z.union([z.literal('loopback'), z.array(network).max(100)]).optional(),
  })
  .transform(({ allow }): Readonly<{ allow: AllowedAddresses }> => ({ allow: allow ?? 'none' }))
  .prefault({});
