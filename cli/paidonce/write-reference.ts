import { writeFileSync } from 'node:fs';
import { commandLinePage } from './reference.ts';

/** `npm run docs:commands`: writes docs/command-line.md. */
writeFileSync(new URL('../../docs/command-line.md', import.meta.url), commandLinePage());
