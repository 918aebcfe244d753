import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Writes a configuration of fontconfig that knows one family, with Chinese glyphs, so that pages look
 * alike on every machine. The files are TTF: of WOFF2, fontconfig shows boxes.
 *
 * @param folder of the caller's own; fontconfig keeps its cache in it
 * @returns the file to name in `FONTCONFIG_FILE`
 */
export function writeFontsFile(folder: string): string {
  const family = dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'),
  );
  const file = join(folder, 'fonts.conf');
  const weights = ['400Regular', '600SemiBold'].map((name) => `<dir>${join(family, name)}</dir>`);
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${weights.join('')}<cachedir>${join(folder, 'fonts')}</cachedir></fontconfig>\n`,
  );
  return file;
}
