import { expect, test } from 'vitest';
import { isInsideApp, surfaceOf } from './surface.ts';

const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/116.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/9185';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/107.0 Safari/537.36 MicroMessenger/6.8.0(0x16080000) NetType/WIFI MacWechat/3.8.7(0x13080712) XWEB/1191';
const phone =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.42';

test('WeChat on a computer is offered what a screen beside the phone is', () => {
  for (const agent of [windows, mac]) {
    const surface = surfaceOf(agent, undefined);
    expect(surface).toBe('desktop');
    expect(isInsideApp(surface)).toBe(false);
  }
  expect(surfaceOf(phone, undefined)).toBe('wechat');
});
