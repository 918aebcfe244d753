import type { Request } from 'express';
import type { Surface } from '../../channels/channel.ts';

/** Where the page is shown. Guessed from what the browser says of itself; a wrong guess offers other buttons, no more. */
export function surfaceOf(request: Request): Surface {
  const agent = request.get('user-agent') ?? '';
  if (agent.includes('MicroMessenger')) return 'wechat';
  if (agent.includes('AlipayClient')) return 'alipay';
  const isMobile =
    request.get('sec-ch-ua-mobile') === '?1' || /Mobi|Android|iPhone|iPad/.test(agent);
  return isMobile ? 'phone' : 'desktop';
}
