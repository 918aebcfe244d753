import { putOffCodes } from '../../domain/order/channel-answer.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { RowNote } from '../messages/messages.ts';
import type { ChannelReply } from '../messages/order-activities.ts';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/**
 * A message of a newer build, or one typed into the engine's console, must not jam the run: what
 * throws in a handler fails the workflow task for ever. One that is dropped stays in its row.
 */
export function isNote(value: unknown): value is RowNote {
  return isFields(value) && typeof value['id'] === 'string' && isVersion(value['version']);
}

/** The order's version that a message carries; 0 where it carries none. */
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

/** The call was completed by something that is no answer of ours. */
const notOurs: ChannelReply = { kind: 'unknown', code: 'malformed_answer' };

/**
 * What an activity's completion says. One completed from outside may hold anything: a channel's
 * word is believed from its row alone, so whatever has none of these shapes says nothing.
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
