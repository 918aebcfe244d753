import { posix } from 'node:path';
import type { Guide } from './guides.ts';

/** Where the pages stand under the public address, which may have a path of its own. */
export type DocAddresses = Readonly<{
  index: string;
  reference: string;
  contract: string;
  guide: (name: string) => string;
  problem: (code: string) => string;
  asset: (name: string) => string;
  /**
   * Where a file of the repository is read on the web; null: it is not served.
   *
   * @param path from `docs/`
   */
  ofFile: (path: string) => string | null;
}>;

/** @param publicUrl where the API is reached, without a slash at its end */
export function docAddresses(publicUrl: string, guides: readonly Guide[]): DocAddresses {
  const base = new URL(publicUrl).pathname.replace(/\/$/, '');
  const contract = `${base}/openapi.json`;
  const guide = (name: string): string => `${base}/docs/guides/${name}`;
  return {
    index: `${base}/docs`,
    reference: `${base}/docs/reference`,
    contract,
    guide,
    problem: (code) => `${base}/docs/problems/${code}`,
    asset: (name) => `${base}/docs/assets/${name}`,
    ofFile: (path) => {
      const file = posix.normalize(path);
      if (file === 'openapi.json') return contract;
      const known = guides.find((one) => one.file === file);
      return known === undefined ? null : guide(known.name);
    },
  };
}
