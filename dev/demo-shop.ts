import { createClient } from '../client/client.ts';
import type { Environment } from '../config/configuration.ts';
import type { DataFolder } from './data-folder.ts';
import type { DemoKeys } from './demo-merchants.ts';
import { keepKeys, readKeys } from './keys.ts';
import type { OwnProgram } from './own-process.ts';
import { httpLook } from './signs-of-life/looks.ts';
import { StartError } from './start-error.ts';

/** What the shop sells by. */
export type ShopSurroundings = Readonly<{
  env: Environment;
  api: string;
  sandbox: string;
  port: number;
  keys: DemoKeys;
}>;

const triesForSecret = 3;
/** Another start on the same database draws one of its own: both sign meanwhile. */
const overlapS = 86_400;

/** Drawn by the API, as a merchant's operator does it, and kept: it is shown once. */
async function noticeSecret(folder: DataFolder, of: ShopSurroundings): Promise<string> {
  const kept = readKeys(folder).shop_notice_secret;
  if (kept !== undefined) return kept;
  const ops = createClient({ url: of.api, key: of.keys.opsKey });
  for (let tries = 1; tries <= triesForSecret; tries += 1) {
    const { secret } = await ops.noticeSecrets.create('shop', { overlap_s: overlapS });
    // Null: the answer that showed it was lost on its way, so another is drawn.
    if (secret === null) continue;
    keepKeys(folder, { ...readKeys(folder), shop_notice_secret: secret });
    return secret;
  }
  throw new StartError('The demo shop got no secret for its notices.', [
    'start again, or set PAIDONCE_SHOP=off to do without the shop',
  ]);
}

/** The demo shop as a program: it knows PaidOnce by its client. The API must be listening. */
export async function demoShop(folder: DataFolder, of: ShopSurroundings): Promise<OwnProgram> {
  const env = {
    ...of.env,
    PAIDONCE_URL: of.api,
    PAIDONCE_KEY: of.keys.shopKey,
    NOTICE_SECRETS: await noticeSecret(folder, of),
    SHOP_DATA: folder.at('shop'),
    SHOP_PORT: String(of.port),
    SANDBOX_URL: of.sandbox,
  };
  return {
    name: 'shop',
    program: 'dev/shop/main.ts',
    env,
    signsOfLife: httpLook(`http://127.0.0.1:${of.port}/healthz`),
  };
}
