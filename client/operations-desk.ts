import type { Ask } from './ask.ts';
import type {
  AccountHealth,
  AccountHealthList,
  Act,
  AttentionItem,
  AttentionResolution,
  AttentionResolved,
  Controls,
  ControlsRequest,
} from './contract.ts';
import { type Listing, listing } from './listing.ts';
import type { QueryOf } from './operations.ts';
import type { CallSettings, PostSettings } from './settings.ts';

/** What waits for a person. */
export type Attention = Readonly<{
  /** Oldest first. */
  list: (query?: QueryOf<'listAttention'>, settings?: CallSettings) => Listing<AttentionItem>;
  resolve: (
    id: string,
    request: AttentionResolution,
    settings?: PostSettings,
  ) => Promise<AttentionResolved>;
}>;

/** How channels serve our accounts. */
export type Accounts = Readonly<{
  list: (settings?: CallSettings) => Promise<AccountHealthList>;
  /** Asks the channel by a signed question that changes nothing. */
  check: (channel: string, account: string, settings?: PostSettings) => Promise<AccountHealth>;
}>;

/** What persons did. */
export type Audit = Readonly<{
  list: (query?: QueryOf<'listActs'>, settings?: CallSettings) => Listing<Act>;
}>;

/** Switches of the installation. */
export type ControlsDesk = Readonly<{
  get: (settings?: CallSettings) => Promise<Controls>;
  /** Replaces them all. It is not repeated once it may have been done. */
  put: (request: ControlsRequest, settings?: CallSettings) => Promise<Controls>;
}>;

export function attentionOver(ask: Ask): Attention {
  return Object.freeze<Attention>({
    list: (query = {}, settings = {}) =>
      listing((cursor) => {
        const from = cursor === undefined ? query : { ...query, cursor };
        return ask('listAttention', { query: from }, settings);
      }),
    resolve: (id, body, settings) => ask('resolveAttention', { parts: { id }, body }, settings),
  });
}

export function accountsOver(ask: Ask): Accounts {
  return Object.freeze<Accounts>({
    list: (settings) => ask('listAccounts', {}, settings),
    check: (channel, account, settings) =>
      ask('checkAccount', { parts: { channel, account } }, settings),
  });
}

export function auditOver(ask: Ask): Audit {
  return Object.freeze<Audit>({
    list: (query = {}, settings = {}) =>
      listing((cursor) => {
        const from = cursor === undefined ? query : { ...query, cursor };
        return ask('listActs', { query: from }, settings);
      }),
  });
}

export function controlsOver(ask: Ask): ControlsDesk {
  return Object.freeze<ControlsDesk>({
    get: (settings) => ask('getControls', {}, settings),
    put: (body, settings) => ask('putControls', { body }, settings),
  });
}
