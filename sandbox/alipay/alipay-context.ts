import type { Callbacks } from '../engine/callbacks.ts';
import type { ChannelContext } from '../engine/protocol.ts';
import type { AlipayRegister } from './alipay-account.ts';
import type { CallbackTask, Notification } from './callbacks.ts';
import type { NewOffer, NewRefund } from './trade.ts';

/** What every part of the simulated Alipay works with. */
export type AlipayContext = ChannelContext<NewOffer, NewRefund> &
  Readonly<{ register: AlipayRegister; callbacks: Callbacks<Notification, CallbackTask> }>;
