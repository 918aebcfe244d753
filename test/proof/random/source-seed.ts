import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';

const walked = ['domain', 'test/proof/model', 'test/proof/random'];

/**
 * A seed drawn from the rules and their models: a change of them is walked in
 * other ways, and the same source in the same ways on any machine.
 *
 * @param folder of the project
 * @returns a whole number below a milliard
 */
export function sourceSeed(folder = projectFolder): number {
  const hash = createHash('sha256');
  for (const room of walked) {
    const names = readdirSync(join(folder, room)).filter((name) => /(?<!\.test)\.ts$/.test(name));
    for (const name of names.sort()) hash.update(readFileSync(join(folder, room, name)));
  }
  return hash.digest().readUInt32BE(0) % 1_000_000_000;
}
