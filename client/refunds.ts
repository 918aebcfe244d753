import type { Ask } from './ask.ts';
import type {
  DecidedRefunds,
  ListedRefund,
  ReasonedRequest,
  RefundResolution,
  RefundsDecision,
} from './contract.ts';
import { type Listing, listing } from './listing.ts';
import type { AnswerOf, QueryOf } from './operations.ts';
import type { CallSettings, PostSettings } from './settings.ts';

/** Refunds over all orders. One is asked for by `orders.refund`. */
export type Refunds = Readonly<{
  get: (number: string, settings?: CallSettings) => Promise<AnswerOf<'getRefund'>>;
  /** Newest first. */
  list: (query?: QueryOf<'listRefunds'>, settings?: CallSettings) => Listing<ListedRefund>;
  /** Lets go a refund that waits for a person; role `ops`, as all below. */
  approve: (
    number: string,
    request: ReasonedRequest,
    settings?: PostSettings,
  ) => Promise<AnswerOf<'approveRefund'>>;
  reject: (
    number: string,
    request: ReasonedRequest,
    settings?: PostSettings,
  ) => Promise<AnswerOf<'rejectRefund'>>;
  /** Records how a manual one ended. */
  resolve: (
    number: string,
    request: RefundResolution,
    settings?: PostSettings,
  ) => Promise<AnswerOf<'resolveRefund'>>;
  /** Decides many, each on its own. */
  decide: (request: RefundsDecision, settings?: PostSettings) => Promise<DecidedRefunds>;
}>;

export function refundsOver(ask: Ask): Refunds {
  return Object.freeze<Refunds>({
    get: (number, settings) => ask('getRefund', { parts: { number } }, settings),
    list: (query = {}, settings = {}) =>
      listing((cursor) => {
        const from = cursor === undefined ? query : { ...query, cursor };
        return ask('listRefunds', { query: from }, settings);
      }),
    approve: (number, body, settings) =>
      ask('approveRefund', { parts: { number }, body }, settings),
    reject: (number, body, settings) => ask('rejectRefund', { parts: { number }, body }, settings),
    resolve: (number, body, settings) =>
      ask('resolveRefund', { parts: { number }, body }, settings),
    decide: (body, settings) => ask('decideRefunds', { body }, settings),
  });
}
