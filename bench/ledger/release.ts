import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../../dev/own-process.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type * as acts from '../../ledger/acts/acts.ts';
import type * as database from '../../ledger/database/database.ts';
import type * as migrations from '../../ledger/database/migrate.ts';
import type * as keys from '../../ledger/keys/idempotency-keys.ts';
import type * as dues from '../../ledger/orders/dues.ts';
import type * as orderList from '../../ledger/orders/order-list.ts';
import type * as orders from '../../ledger/orders/orders.ts';
import type * as payers from '../../ledger/orders/payer-orders.ts';
import type * as refundIds from '../../ledger/orders/refund-ids.ts';
import type * as refundList from '../../ledger/orders/refund-list.ts';
import type * as search from '../../ledger/orders/search.ts';
import type * as inputs from '../../ledger/texts/attempt-inputs.ts';
import type * as erasure from '../../ledger/texts/erasure.ts';
import type * as orderFacts from '../../test/component/ledger/order-facts.ts';

/** The release before this one. */
export const commitBefore = 'd2735f5';

/** Today's source. */
export const workingCopy = projectFolder;

/** The ledger's code of a release, as far as it is measured; facts are as that release writes them. */
export type Code = typeof acts &
  typeof database &
  typeof migrations &
  typeof keys &
  Pick<typeof dues, 'noteNextDue'> &
  typeof orderList &
  typeof orders &
  typeof payers &
  typeof refundIds &
  typeof refundList &
  typeof search &
  typeof inputs &
  typeof erasure &
  typeof orderFacts &
  Partial<Pick<typeof dues, 'leaseOverdue'>> &
  Partial<DuesBefore>;

/** How the watchdog of the release before took overdue orders: it read them, and put off each. */
type DuesBefore = Readonly<{
  overdueOrders: (
    db: database.Db,
    dueBeforeMs: number,
    untouchedBeforeMs: number,
    limit: number,
  ) => Promise<readonly Readonly<{ key: OrderKey; nextDueAtMs: number }>[]>;
  postponeDue: (
    db: database.Db,
    key: OrderKey,
    seenMs: number,
    nextDueAtMs: number,
  ) => Promise<boolean>;
}>;

const files = [
  'ledger/acts/acts.ts',
  'ledger/database/database.ts',
  'ledger/database/migrate.ts',
  'ledger/keys/idempotency-keys.ts',
  'ledger/orders/order-list.ts',
  'ledger/orders/orders.ts',
  'ledger/orders/payer-orders.ts',
  'ledger/orders/refund-ids.ts',
  'ledger/orders/refund-list.ts',
  'ledger/orders/search.ts',
  'ledger/texts/attempt-inputs.ts',
  'ledger/texts/erasure.ts',
  'test/component/ledger/order-facts.ts',
];

/** Reads a release's own code. In the one before, due times stood with the orders. */
export async function codeOf(folder: string): Promise<Code> {
  const own = folder === workingCopy ? [...files, 'ledger/orders/dues.ts'] : files;
  const read = await Promise.all(
    own.map(async (file) => (await import(pathToFileURL(join(folder, file)).href)) as object),
  );
  return Object.assign({}, ...read) as Code;
}

/** The source of the release before, out of git, in a folder of its own. */
export function releaseBefore(): Readonly<{ folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-before-'));
  const archive = execFileSync('git', ['archive', commitBefore], {
    cwd: projectFolder,
    maxBuffer: 1 << 28,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
