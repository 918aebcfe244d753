import type { Access } from '../auth/access.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { merchantId } from './text-forms.ts';

/**
 * The merchant whose data a request is about: the key's own; for an ops key the one it names, null
 * when it names none.
 *
 * @param named by `?merchant=` or the header `Merchant`
 * @throws ProblemError `merchant_not_found` when a merchant's key names another merchant;
 *   `invalid_request`
 */
export function namedMerchant(access: Access, named: unknown): string | null {
  if (named === undefined) return access.merchant;
  const id = merchantId.safeParse(named);
  if (!id.success) {
    throw new ProblemError('invalid_request', 'The merchant named is no merchant’s id.', {
      errors: [{ pointer: '?/merchant', detail: id.error.issues[0]?.message ?? 'is no id' }],
    });
  }
  if (access.merchant === null || access.merchant === id.data) return id.data;
  throw new ProblemError('merchant_not_found', 'This key belongs to another merchant.');
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
