import { writeFileSync } from 'node:fs';
import { documentText } from '../../api/contract/document-text.ts';
import { clientTypes } from './client-types.ts';

/** `npm run contract`: writes docs/openapi.json, and the client's types, which are made of it. */
const text = documentText();
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), text);
writeFileSync(new URL('../../client/contract.ts', import.meta.url), await clientTypes(text));
