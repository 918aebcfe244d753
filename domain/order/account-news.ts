/** What is the matter with an account, in the channel's words; stored and shown, never decided by. */
export type AccountProblem = Readonly<{
  /** The channel's code; where it gave none, ours. */
  code: string;
  message: string;
  /** The channel's id of the answer, for its support; null: it gave none. */
  requestId: string | null;
  /**
   * Whether the channel is known to have said so. Words of an answer whose signature does not hold
   * may be anybody's.
   */
  isVerified: boolean;
}>;

/**
 * What an answer to a call of our own tells of the account that it was made with (rule 20).
 *
 * `verified`: it is the channel's, and the account is served · `refused`: it is the channel's, which
 * refuses this kind of call to this account · `distrusted`: it can't be believed, or it refuses our
 * signature · `silent`: none came.
 */
export type AccountNews =
  | Readonly<{ kind: 'verified'; about: string }>
  | Readonly<{ kind: 'refused'; about: string; problem: AccountProblem }>
  | Readonly<{ kind: 'distrusted' | 'silent'; about: string; problem: AccountProblem }>;
