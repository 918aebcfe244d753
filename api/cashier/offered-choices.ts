import type { AskedField, Choice } from '../../checkout/cashier-view.ts';
import type { Surface } from '../../channels/surface.ts';
import type { OfferedAccount } from '../../channels/channel-directory.ts';
import { pausedMethods } from '../../channels/paused-methods.ts';
import { isOffered } from '../../domain/order/expiry.ts';
import { type Policy, scaleTraits } from '../../domain/order/policy.ts';
import type { Shopper } from '../../domain/order/shopper.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import type { AccountName } from '../../ledger/people/account-health.ts';
import { type OwnedChannelOff, switchOn } from '../../ledger/people/channels-off.ts';

/** What the page needs no answer for: the shopper's address is known from the connection. */
const known: ReadonlySet<keyof Shopper> = new Set(['ip']);
const askable: ReadonlySet<keyof Shopper> = new Set<AskedField>([
  'name',
  'email',
  'tax_id',
  'address',
]);

function isAskable(field: keyof Shopper): field is AskedField {
  return askable.has(field);
}

/** What must be asked of the shopper; null where a page can't know it, as an app's name for a person. */
function asksOf(needed: readonly (keyof Shopper)[]): readonly AskedField[] | null {
  const unknown = needed.filter((field) => !known.has(field));
  const asks = unknown.filter(isAskable);
  return asks.length === unknown.length ? asks : null;
}

/** Of several accounts of a channel one is meant: the `default` one, else the first. */
export function meant(accounts: readonly OfferedAccount[]): readonly OfferedAccount[] {
  const names = [...new Set(accounts.map(({ channel }) => channel.name))];
  return names.flatMap((name) => {
    const own = accounts.filter(({ channel }) => channel.name === name);
    return own.find((one) => one.name === 'default') ?? own[0] ?? [];
  });
}

type Offering = Readonly<{
  accounts: readonly OfferedAccount[];
  off: readonly OwnedChannelOff[];
  /** Accounts whose answers can't be believed. */
  inTrouble: readonly AccountName[];
  policy: Policy;
  timeScale: number;
}>;

function choicesOf(
  { channel, name: account }: OfferedAccount,
  order: StoredOrder,
  { accounts, off, inTrouble, policy, timeScale }: Offering,
  { surface, nowMs }: Readonly<{ surface: Surface; nowMs: number }>,
): Choice[] {
  const isInTrouble = inTrouble.some(
    (one) => one.channel === channel.name && one.account === account,
  );
  const paused = pausedMethods(channel, isInTrouble);
  const isOnly = accounts.filter((one) => one.channel.name === channel.name).length === 1;
  const { amountMinor, currency, expiresAtMs: deadlineMs } = order;
  const terms = { amount: { amountMinor, currency }, policy, deadlineMs };
  return Object.entries(channel.methods).flatMap(([method, traits]) => {
    const asks = asksOf(channel.needs(method));
    const isShown =
      asks !== null &&
      channel.shownOn(method).includes(surface) &&
      switchOn(off, { channel: channel.name, method, account }) === null &&
      !paused.includes(method) &&
      isOffered(terms, scaleTraits(traits, timeScale), nowMs);
    if (!isShown) return [];
    const named = isOnly || account === 'default' ? null : account;
    return [{ channel: channel.name, title: channel.title, method, account: named, asks }];
  });
}

/**
 * The ways in which an order may be paid here, by the capability table. What a click leads to is
 * decided anew, by the order.
 */
export function offeredChoices(
  order: StoredOrder,
  offering: Offering,
  at: Readonly<{ surface: Surface; nowMs: number }>,
): readonly Choice[] {
  const on = (surface: Surface): readonly Choice[] =>
    meant(offering.accounts).flatMap((account) =>
      choicesOf(account, order, offering, { ...at, surface }),
    );
  const choices = on(at.surface);
  // A code can be scanned with another phone; inside of an app the way out is its own browser.
  return choices.length === 0 && at.surface === 'phone' ? on('desktop') : choices;
}
