import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Change } from '../../ledger/database/change-notifications.ts';

/** Hears that something was committed. A hint only: one may be lost. */
export type ChangeListener = (change: Change) => void;

/** Spreads the ledger's notifications to whoever waits in this process. */
export type CommittedChanges = Readonly<{
  tell: ChangeListener;
  /** @returns ends the subscription */
  subscribe: (listener: ChangeListener) => () => void;
}>;

/** The process's own meeting point of one LISTEN connection and many waiters. */
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

/** Whether a change is about this order. */
export function isAboutOrder(key: OrderKey): (change: Change) => boolean {
  return (change) =>
    change.kind === 'order' &&
    change.key.merchant === key.merchant &&
    change.key.orderId === key.orderId;
}
