import { writeFileSync } from 'node:fs';
import { documentText } from '../../api/contract/document-text.ts';

/** `npm run contract`: writes docs/openapi.json. */
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), documentText());
