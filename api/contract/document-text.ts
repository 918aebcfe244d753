import { allRoutes } from '../all-routes.ts';
import { contractOf } from './document.ts';

/** The document as it is committed: for no installation in particular. */
export function documentText(): string {
  return `${JSON.stringify(contractOf(allRoutes, 'https://pay.example'), null, 2)}\n`;
}
