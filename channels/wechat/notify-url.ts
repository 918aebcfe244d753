import { invariant } from '../../domain/invariant.ts';
import type { WechatSettings } from './settings.ts';

/**
 * @throws InvariantViolation for an address WeChat would refuse
 * @see docs/channels/wechat.md#create
 */
export function notifyUrlFor(asked: string, settings: Pick<WechatSettings, 'notifyUrl'>): string {
  const url = settings.notifyUrl ?? asked;
  invariant(!/[?#]/.test(url), 'a WeChat notify_url has no query string');
  invariant(url.length <= 255, 'a WeChat notify_url has 255 characters at most');
  return url;
}
