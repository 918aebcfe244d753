import type { CallerLimits, Rate } from '../../config/limit-settings.ts';

/** Whose calls are counted together. */
export type Caller = Readonly<{
  /**
   * `switch`: of a merchant's key, for its own switches alone. `address`: of those who call without
   * a key or token, or with one that is not in force. `shopper`: of those who have a token.
   */
  kind: 'key' | 'switch' | 'token' | 'shopper' | 'address';
  /** The key's id, the token, or the network of the address. */
  name: string;
}>;

/** How often such a caller may call. */
export function rateOf(kind: Caller['kind'], limits: CallerLimits): Rate {
  switch (kind) {
    case 'key':
      return limits.perKey;
    case 'switch':
      return limits.perSwitch;
    case 'token':
      return limits.perToken;
    case 'shopper':
      return limits.perShopperAddress;
    case 'address':
      return limits.perAddress;
    default:
      return kind satisfies never;
  }
}
