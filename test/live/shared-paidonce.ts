import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Addresses, addressesSchema } from '../kit/addresses.ts';
import { startPaidOnce } from '../kit/paidonce.ts';
import { askForServer } from '../kit/shared/ask.ts';
import { Shop } from '../kit/shop.ts';

type OwnAddresses = Addresses & Readonly<{ merchant: string }>;

/** A PaidOnce that files of a run share, as one of them sees it. */
export type SharedPaidOnce = Readonly<{
  /** With the key of a merchant of this file's own. */
  addresses: OwnAddresses;
  dataFolder: string;
  stop: () => Promise<void>;
}>;

const keptSchema = z.object({ addresses: addressesSchema, dataFolder: z.string() });

async function withOwnMerchant(addresses: Addresses): Promise<OwnAddresses> {
  const ops = new Shop(addresses, addresses.ops_key);
  const merchant = `m-${randomUUID().slice(0, 8)}`;
  const made = await ops.call('POST', '/v1/merchants', { id: merchant, name: 'Shop' });
  const key = await ops.call('POST', `/v1/merchants/${merchant}/keys`, { role: 'merchant' });
  if (made.status !== 201 || key.status !== 201) throw new Error('no merchant of our own');
  return { ...addresses, merchant, api_key: String(key.body.key) };
}

/**
 * For files that kill nothing, change nothing that is the installation's (controls, tables) and
 * put faults on their own orders alone. Where there is none to share, as on the cluster and
 * outside a run, it is one of the file's own.
 *
 * @param timeScale files share where it is the same
 */
export async function sharePaidOnce(timeScale: number): Promise<SharedPaidOnce> {
  const shared = await askForServer(`/paidonce/${timeScale}`, keptSchema);
  const { addresses, dataFolder, stop } =
    shared === null
      ? await startPaidOnce({ timeScale })
      : { ...shared, stop: () => Promise.resolve() };
  return { addresses: await withOwnMerchant(addresses), dataFolder, stop };
}
