import { gzipSync } from 'node:zlib';

/** What a text weighs on the way, bytes. */
export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
