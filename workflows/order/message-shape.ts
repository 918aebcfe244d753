import { putOffCodes } from '../../domain/order/channel-answer.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { RowNote } from '../messages/messages.ts';
import type { ChannelReply } from '../messages/order-activities.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether this is an object whose fields may be looked at. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/**
 * A message of a newer build, or one typed into the engine's console, must not jam the run: a
 * handler that throws fails the workflow task for ever. Dropping a message loses nothing, because
 * its row stays.
 */
export function isNote(value: unknown): value is RowNote {
  return isFields(value) && typeof value['id'] === 'string' && isVersion(value['version']);
}

/** The order's version in a message; 0 where it has none. */
export function versionOf(value: unknown): number {
  return isFields(value) && isVersion(value['version']) ? value['version'] : 0;
}

/** Whether a run was started with the key of an order. */
export function isOrderKey(value: unknown): value is OrderKey {
  if (!isFields(value)) return false;
  return typeof value['merchant'] === 'string' && typeof value['orderId'] === 'string';
}

/** As `isNote`, for a hint. */
export function isHint(value: unknown): value is Readonly<{ channelNumber: string }> {
  return isFields(value) && typeof value['channelNumber'] === 'string';
}

/** For a completion that has none of our shapes. */
const notOurs: ChannelReply = { kind: 'unknown', code: 'malformed_answer' };

/**
 * What an activity's completion says. Somebody may complete an activity from outside with
 * anything. A channel's word is believed from its row alone, so a completion of another shape
 * counts as no answer.
 */
export function channelReplyOf(value: unknown): ChannelReply {
  if (!isFields(value)) return notOurs;
  const { kind, code, why } = value;
  switch (kind) {
    case 'stored':
      return { kind };
    case 'held':
      return { kind, hold: 'switch_off' };
    case 'not_in_ledger':
      return { kind, why: typeof why === 'string' ? why : '' };
    case 'unknown':
    case 'retry': {
      if (typeof code !== 'string') return notOurs;
      const putOff = putOffCodes.find((one) => one === why);
      if (kind === 'unknown' || putOff === undefined) return { kind, code };
      return { kind, code, why: putOff };
    }
    default:
      return notOurs;
  }
}
