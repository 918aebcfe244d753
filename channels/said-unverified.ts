import type { AccountProblem } from '../domain/order/account-news.ts';

/** What an answer says that is not believed, for a person who looks for the reason. */
export function saidUnverified({ code, message, requestId }: AccountProblem): string {
  const asked = requestId === null ? '' : ` (request ${requestId})`;
  return ` It says, unverified: ${code} ${message}${asked}`;
}
