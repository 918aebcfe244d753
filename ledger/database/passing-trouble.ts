/**
 * Classes of SQLSTATE that say nothing against the statement itself. 08: connection lost or
 * refused. 40: rolled back for another's sake, as 40001 and 40P01 (deadlock). 53: too many
 * connections, no memory, disk full. 57: shutting down, cancelled, statement timed out.
 */
const passingClasses: ReadonlySet<string> = new Set(['08', '40', '53', '57']);

/** 55P03: a lock was not had in time. 25P03: the session sat in its transaction for too long. */
const passingCodes: ReadonlySet<string> = new Set(['55P03', '25P03']);

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** How the driver says that there is no connection; such errors have no code. */
const words =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable|Client was closed/;

/**
 * Whether an error is the ledger's trouble of the moment, so that the same may be tried again.
 * What became of what was under way is unknown: a commit may have been done and its answer lost.
 */
export function isPassingTrouble(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isPassingTrouble);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isOfDatabase = code.length === 5 && passingClasses.has(code.slice(0, 2));
  return (
    isOfDatabase || passingCodes.has(code) || networkCodes.has(code) || words.test(error.message)
  );
}
