import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../dev/own-process.ts';
import { configurationPage, configurationText } from './configuration-page.ts';
import { receiversPage, receiversText } from './receivers-page.ts';

/** A part of `npm run contract`: writes the pages that are made of other files. */
writeFileSync(join(projectFolder, configurationPage), configurationText());
const receivers = join(projectFolder, receiversPage);
writeFileSync(receivers, receiversText(readFileSync(receivers, 'utf8')));
