import { checkPairs } from './check-pairs.ts';

checkPairs('busy');
