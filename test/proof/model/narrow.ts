import { plainSetting, type Setting, smallPolicy } from './world.ts';

/** Clicks in the first 100 ms, which hold all conversations of the first; no poll before expiry. */
export const narrow: Setting = {
  ...plainSetting,
  clicksUntilMs: 100,
  scans: false,
  policy: { ...smallPolicy, pollScheduleMs: [] },
};
