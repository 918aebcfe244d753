import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';

const walked = ['domain', 'test/proof/model', 'test/proof/random'];

/**
 * A seed made from the source of the rules and the models: a changed source gives other random
 * runs, and the same source gives the same runs on any machine.
 *
 * @param folder of the project
 * @returns a whole number below a thousand million
 */
export function sourceSeed(folder = projectFolder): number {
  const hash = createHash('sha256');
  for (const room of walked) {
    const all = readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' });
    const names = all.filter((name) => /(?<!\.test)\.ts$/.test(name));
    for (const name of names.sort()) hash.update(readFileSync(join(folder, room, name)));
  }
  return hash.digest().readUInt32BE(0) % 1_000_000_000;
}
