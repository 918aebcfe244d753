/**
 * Where a shopper is: at a screen beside the phone, in a phone's browser, or in the browser inside of
 * an app.
 */
export type Surface = 'desktop' | 'phone' | 'wechat' | 'alipay';

/** What the browsers inside of apps call themselves. */
const apps = [
  ['MicroMessenger', 'wechat'],
  ['AlipayClient', 'alipay'],
] as const;

/**
 * Where a browser is, by what it says of itself. A wrong guess offers other buttons, no more.
 *
 * @param agent the header `User-Agent`
 * @param mobile the header `Sec-CH-UA-Mobile`
 */
export function surfaceOf(agent: string, mobile: string | undefined): Surface {
  // WeChat on a computer: what a phone's screen offers is opened by a phone only.
  if (/WindowsWechat|MacWechat/.test(agent)) return 'desktop';
  const app = apps.find(([sign]) => agent.includes(sign));
  if (app !== undefined) return app[1];
  const isMobile = mobile === '?1' || /Mobi|Android|iPhone|iPad/.test(agent);
  return isMobile ? 'phone' : 'desktop';
}

/** Whether it is the browser inside of an app, which may allow no way to pay. */
export function isInsideApp(surface: Surface): boolean {
  return apps.some(([, app]) => app === surface);
}
