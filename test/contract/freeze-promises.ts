import { writeFileSync } from 'node:fs';
import { contractVersion } from '../../api/contract/document.ts';
import { committedDocument } from './api-document.ts';
import { promisesOf } from './promises.ts';

/**
 * `npm run contract:freeze`: keeps what this version of the document promises. What was kept of a
 * version is never written over.
 */
writeFileSync(
  new URL(`promises-${contractVersion}.txt`, import.meta.url),
  `${promisesOf(committedDocument()).join('\n')}\n`,
  { flag: 'wx' },
);
