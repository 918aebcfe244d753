import { search } from './search.ts';

/** One process of the random runs: searches each share it is given. */
process.on('message', (share: Readonly<{ seed: number; runs: number }>) => {
  process.send?.(search(share.seed, share.runs));
});
