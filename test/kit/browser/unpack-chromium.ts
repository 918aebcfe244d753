import { createReadStream, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

/**
 * Unpacks the Chromium that the npm package `@sparticuz/chromium` carries; some four seconds, 210 MB.
 *
 * The package's own way is not taken: it unpacks to one place for all of the machine, where a second
 * process starts what the first still writes (`ETXTBSY`).
 *
 * @param folder of the caller's own
 * @returns the program
 */
export async function unpackChromium(folder: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const packed = join(dirname(entry), '../bin/chromium.br');
  const program = join(folder, 'chromium');
  await pipeline(
    createReadStream(packed),
    createBrotliDecompress(),
    createWriteStream(program, { mode: 0o700 }),
  );
  return program;
}
