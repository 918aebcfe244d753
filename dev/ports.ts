import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { PortReservations } from './port-reservation.ts';
import { writePrivateFile } from './private-file.ts';

const portSchema = z.int().min(1).max(65_535);
const portsSchema = z.object({
  api: portSchema,
  sandbox: portSchema,
  temporal: portSchema,
  temporal_ui: portSchema,
  postgres: portSchema,
  shop: portSchema.default(8100),
});

export type Ports = Readonly<z.infer<typeof portsSchema>>;

const defaultPorts: Ports = Object.freeze({
  api: 8080,
  sandbox: 8090,
  temporal: 7233,
  temporal_ui: 8233,
  postgres: 54_320,
  shop: 8100,
});

function lastPorts(path: string): Ports | null {
  if (!existsSync(path)) return null;
  try {
    return portsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The last ports are only a preference; the defaults will do.
    return null;
  }
}

/**
 * The ports of this start: those of the last start on this folder if they are free, because
 * channels were told to call back there; else the defaults; else the next free ones.
 *
 * @param wantedApi overrides both for the API
 */
export async function choosePorts(
  folder: DataFolder,
  reservations: PortReservations,
  host: string,
  wantedApi: number | null,
): Promise<Ports> {
  const path = folder.at('ports.json');
  const wanted = lastPorts(path) ?? defaultPorts;
  const local = '127.0.0.1';
  const ports = {
    api: await reservations.reserve(wantedApi ?? wanted.api, host),
    sandbox: await reservations.reserve(wanted.sandbox, local),
    temporal: await reservations.reserve(wanted.temporal, local),
    temporal_ui: await reservations.reserve(wanted.temporal_ui, local),
    postgres: await reservations.reserve(wanted.postgres, local),
    shop: await reservations.reserve(wanted.shop, local),
  };
  writePrivateFile(path, `${JSON.stringify(ports)}\n`);
  return Object.freeze(ports);
}
