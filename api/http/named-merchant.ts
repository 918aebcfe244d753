import type { Access } from '../auth/access.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { merchantId } from './text-forms.ts';

function idIn(named: unknown): string {
  const id = merchantId.safeParse(named);
  if (id.success) return id.data;
  throw new ProblemError('invalid_request', 'The merchant named is no merchant’s id.', {
    errors: [{ pointer: '?/merchant', detail: id.error.issues[0]?.message ?? 'is no id' }],
  });
}

/**
 * The merchant whose data a request is about: the key's own; for an ops key the one it names, null
 * when it names none.
 *
 * @param named by `?merchant=` and by the header `Merchant`; undefined where one does not
 * @throws ProblemError `merchant_not_found` when a merchant's key names another merchant;
 *   `invalid_request` also when query and header name two
 */
export function namedMerchant(access: Access, named: readonly unknown[]): string | null {
  const ids = new Set(named.filter((one) => one !== undefined).map(idIn));
  if (access.merchant !== null && [...ids].some((id) => id !== access.merchant)) {
    throw new ProblemError('merchant_not_found', 'This key belongs to another merchant.');
  }
  const [first = access.merchant, ...others] = ids;
  if (others.length === 0) return first;
  throw new ProblemError('invalid_request', 'The request names two merchants; nothing was done.', {
    errors: [{ pointer: '?/merchant', detail: 'must be the merchant of the header Merchant' }],
  });
}

/**
 * The same where a merchant must be named.
 *
 * @param merchant as `namedMerchant` found it
 * @throws ProblemError `merchant_required`
 */
export function requiredMerchant(merchant: string | null): string {
  if (merchant !== null) return merchant;
  throw new ProblemError(
    'merchant_required',
    'An ops key reads all merchants, so say which: ?merchant=ID or the header Merchant: ID.',
  );
}
