import { shortBalanceAlertId, unclearAlertId } from '../order/alert-id.ts';
import type { Fact } from './fact.ts';
import type { Alert, OrderState } from '../order/order.ts';

/** Whether the alert ends by itself: its refund no longer waits, or it is known what went back. */
function isOver({ refunds, attempts }: OrderState, alert: Alert): boolean {
  const refund = refunds.find((one) => one.number === alert.number);
  if (refund !== undefined && alert.id === shortBalanceAlertId(refund.number)) {
    return refund.status !== 'requested';
  }
  const attempt = attempts.find((one) => one.number === alert.number);
  return (
    attempt !== undefined && alert.id === unclearAlertId(attempt.number) && !attempt.returnedUnclear
  );
}

/** A person said how much went back, so the attempt that the alert is about is clear again. */
function clearedAttempts(state: OrderState, fact: Extract<Fact, { type: 'alert_resolved' }>) {
  if (fact.returnedMinor === undefined) return state.attempts;
  return state.attempts.map((one) =>
    unclearAlertId(one.number) === fact.id ? { ...one, returnedUnclear: false } : one,
  );
}

/** Changes the order's alerts by one fact, after its attempts and refunds were changed by it. */
export function evolveAlerts(state: OrderState, fact: Fact): OrderState {
  switch (fact.type) {
    case 'alert_raised': {
      const { id, kind, number, detail, atMs: raisedAtMs } = fact;
      return { ...state, alerts: [...state.alerts, { id, kind, number, raisedAtMs, detail }] };
    }
    case 'alert_resolved':
      return {
        ...state,
        attempts: clearedAttempts(state, fact),
        alerts: state.alerts.filter((one) => one.id !== fact.id),
      };
    default: {
      const isEnded = state.alerts.some((one) => isOver(state, one));
      return isEnded
        ? { ...state, alerts: state.alerts.filter((one) => !isOver(state, one)) }
        : state;
    }
  }
}
