import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { PageAddresses } from '../../checkout/shown-page.ts';

/** The files of the pages; `npm run build` puts a copy into the build, at the same place from here. */
export const checkoutAssets = fileURLToPath(new URL('../../checkout/assets/', import.meta.url));

/** The whole list: nothing else is served. */
const types = {
  'cashier.css': 'text/css',
  'cashier.js': 'text/javascript',
  'icon.svg': 'image/svg+xml',
} as const;

/** Their names. */
export const pageFiles = Object.keys(types) as readonly (keyof typeof types)[];

export type PageAssets = Readonly<{
  /** Changes with any file, so that browsers keep the files for good. */
  fingerprint: string;
  find: (name: string) => Readonly<{ type: string; body: Buffer }> | undefined;
}>;

/** Reads the files once. */
export function readPageAssets(): PageAssets {
  const files = new Map(
    Object.entries(types).map(([name, type]) => [
      name,
      { type, body: readFileSync(join(checkoutAssets, name)) },
    ]),
  );
  const hash = createHash('sha256');
  for (const { body } of files.values()) hash.update(body);
  return { fingerprint: hash.digest('hex').slice(0, 12), find: (name) => files.get(name) };
}

/** Where the root of this server is, for browsers: `` or `/path`. */
function rootOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}

/**
 * Addresses of an order's page from the root of its server on, so that it works under whatever name
 * it was reached.
 */
export function pageAddresses(publicUrl: string, token: string, assets: PageAssets): PageAddresses {
  const root = rootOf(publicUrl);
  return {
    page: `${root}/pay/${encodeURIComponent(token)}`,
    assets: `${root}/pay-assets/${assets.fingerprint}/`,
  };
}
