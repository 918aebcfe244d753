import type { Asker as KeptAsker } from '../../ledger/answers/requests.ts';
import type { Access } from './access.ts';

/**
 * Who asks for something to be done, however that was found out: by a key, or by an order's own
 * token.
 */
export type Asker = KeptAsker &
  Readonly<{
    /** Whose idempotency keys are meant: those of one asker never meet another's. */
    scope: string;
  }>;

/** The asker behind a key: its merchant, or the installation. */
export function askerOf({ merchant, keyId, role }: Access): Asker {
  return { scope: merchant ?? '*', keyId, role };
}
