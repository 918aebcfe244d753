import type { Callbacks } from '../engine/callbacks.ts';
import type { ChannelContext } from '../engine/protocol.ts';
import type { CallbackTask, Notification } from './callbacks.ts';
import type { MerchantRegister } from './merchant-account.ts';
import type { NewRefund, NewTrade } from './trade.ts';

/** What every part of the simulated WeChat Pay works with. */
export type WechatContext = ChannelContext<NewTrade, NewRefund> &
  Readonly<{
    register: MerchantRegister;
    callbacks: Callbacks<Notification, CallbackTask>;
    /** Numbers closed before they were created, by account; not kept over a restart. */
    spentNumbers: Set<string>;
  }>;
