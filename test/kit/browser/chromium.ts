import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { writeFontsFile } from './fonts-file.ts';
import { chromiumVariable, noChromium, noChromiumFor } from './no-chromium.ts';
import { unpackChromium } from './unpack-chromium.ts';

/** A running Chromium; `endpoint` is for Playwright's `connect`. */
export type RunningChromium = Readonly<{ endpoint: string; stop: () => Promise<void> }>;

/*
 * Not the flags of `@sparticuz/chromium`: those turn the web's own guards off, which are what our
 * pages are tried on. Nothing leaves the machine.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  '--font-render-hinting=none',
];

async function programIn(folder: string): Promise<string> {
  const own = process.env[chromiumVariable] ?? '';
  if (own !== '') return own;
  const machine = `${process.platform} ${process.arch}`;
  if (machine !== 'linux x64') throw noChromiumFor(machine);
  return unpackChromium(folder);
}

/**
 * Starts a Chromium without a window, whose pages look alike on every machine.
 *
 * @param parent a folder in which it makes one of its own, removed by `stop`
 * @param program a Chromium; without it, the environment's or the package's
 * @throws Error saying what the machine lacks, and the remedy
 */
export async function startChromium(parent: string, program?: string): Promise<RunningChromium> {
  const folder = join(parent, 'chromium');
  mkdirSync(folder, { recursive: true });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await chromium.launchServer({
      executablePath: program ?? (await programIn(folder)),
      args: flags,
      // Of the tests' environment it needs nothing: no proxy, no language, no home.
      env: { HOME: folder, TMPDIR: folder, FONTCONFIG_FILE: writeFontsFile(folder) },
      // Whoever started it stops it in order, with all else.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const stop = async (): Promise<void> => {
      await server.close();
      remove();
    };
    return { endpoint: server.wsEndpoint(), stop };
  } catch (error) {
    remove();
    if (error instanceof Error && error.message.startsWith('No page was looked at')) throw error;
    throw noChromium(error);
  }
}
