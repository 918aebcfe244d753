import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Change } from '../../ledger/database/change-notifications.ts';

/** Is told that something was committed. A notification may be lost, so nothing may rely on it. */
export type ChangeListener = (change: Change) => void;

/** Passes the ledger's notifications on to everyone who waits in this process. */
export type CommittedChanges = Readonly<{
  tell: ChangeListener;
  /** @returns a function that ends the subscription */
  subscribe: (listener: ChangeListener) => () => void;
}>;

/** Lets many waiters of one process share its one LISTEN connection. */
export function openCommittedChanges(): CommittedChanges {
  const listeners = new Set<ChangeListener>();
  return {
    tell: (change) => {
      for (const listener of [...listeners]) listener(change);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/**
 * Whether a change may give a merchant's events numbers. A worker of the release before tells of
 * the order alone, and numbers its events in its append; one of this release tells of both, and
 * wakes who waits once.
 */
export function isAboutEvents(merchant: string): (change: Change) => boolean {
  return (change) =>
    change.kind === 'events'
      ? change.merchant === merchant
      : change.kind === 'order' &&
        change.isNumberedApart !== true &&
        change.key.merchant === merchant;
}

/** Whether a change is about this order. */
export function isAboutOrder(key: OrderKey): (change: Change) => boolean {
  return (change) =>
    change.kind === 'order' &&
    change.key.merchant === key.merchant &&
    change.key.orderId === key.orderId;
}
