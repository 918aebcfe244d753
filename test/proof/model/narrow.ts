import { plainSetting, type Setting, smallPolicy } from './world.ts';

/**
 * Clicks come in the first 100 ms, in which all calls of the first click end; no poll before
 * expiry.
 */
export const narrow: Setting = {
  ...plainSetting,
  clicksUntilMs: 100,
  scans: false,
  policy: { ...smallPolicy, pollScheduleMs: [] },
};
