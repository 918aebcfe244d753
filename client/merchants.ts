import type { Ask } from './ask.ts';
import type {
  ApiKey,
  KeyList,
  KeyRequest,
  Merchant,
  MerchantChange,
  MerchantList,
  MerchantRequest,
  NewApiKey,
  NoticeSecret,
  NoticeSecretRequest,
} from './contract.ts';
import type { CallSettings, PostSettings } from './settings.ts';

/** Merchants; role `ops`. */
export type Merchants = Readonly<{
  create: (request: MerchantRequest, settings?: PostSettings) => Promise<Merchant>;
  get: (id: string, settings?: CallSettings) => Promise<Merchant>;
  list: (settings?: CallSettings) => Promise<MerchantList>;
  /** It is not repeated once it may have been done. */
  change: (id: string, change: MerchantChange, settings?: CallSettings) => Promise<Merchant>;
}>;

/** Secrets that notices are signed with; role `ops`. */
export type NoticeSecrets = Readonly<{
  /**
   * A new one; those before it sign beside it during the overlap. `secret` is shown this once: null
   * in the answer to a repeated call.
   */
  create: (
    merchant: string,
    request?: NoticeSecretRequest,
    settings?: PostSettings,
  ) => Promise<NoticeSecret>;
}>;

/** Keys of a merchant; role `ops`. */
export type Keys = Readonly<{
  /** `key` is shown this once: null in the answer to a repeated call. */
  create: (merchant: string, request: KeyRequest, settings?: PostSettings) => Promise<NewApiKey>;
  list: (merchant: string, settings?: CallSettings) => Promise<KeyList>;
  /** At once, or after an overlap in seconds. It is not repeated once it may have been done. */
  revoke: (
    merchant: string,
    keyId: string,
    settings?: CallSettings & Readonly<{ afterS?: number | undefined }>,
  ) => Promise<ApiKey>;
}>;

export function merchantsOver(ask: Ask): Merchants {
  return Object.freeze<Merchants>({
    create: (body, settings) => ask('createMerchant', { body }, settings),
    get: (id, settings) => ask('getMerchant', { parts: { id } }, settings),
    list: (settings) => ask('listMerchants', {}, settings),
    change: (id, body, settings) => ask('changeMerchant', { parts: { id }, body }, settings),
  });
}

export function keysOver(ask: Ask): Keys {
  return Object.freeze<Keys>({
    create: (id, body, settings) => ask('createKey', { parts: { id }, body }, settings),
    list: (id, settings) => ask('listKeys', { parts: { id } }, settings),
    revoke: (id, key_id, { afterS, ...settings } = {}) => {
      const query = afterS === undefined ? {} : { after_s: afterS };
      return ask('revokeKey', { parts: { id, key_id }, query }, settings);
    },
  });
}

export function noticeSecretsOver(ask: Ask): NoticeSecrets {
  return Object.freeze<NoticeSecrets>({
    create: (id, body = {}, settings) =>
      ask('createNoticeSecret', { parts: { id }, body }, settings),
  });
}
