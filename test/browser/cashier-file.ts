import { afterAll, beforeAll } from 'vitest';
import { sharePaidOnce } from '../live/shared-paidonce.ts';
import { CashierStage } from './cashier-stage.ts';
import { openVisits } from './visits.ts';

/** Twenty times faster than the defaults; `test/live/guides` shares it. */
const timeScale = 0.05;

/**
 * For a file of tests: a merchant of its own on the PaidOnce that files share, and pages on which
 * nothing may go wrong.
 *
 * @returns the stage, once `beforeAll` is over
 */
export function cashierFile(): () => CashierStage {
  const kept: { stage: CashierStage | null; stop: () => Promise<void> } = {
    stage: null,
    stop: () => Promise.resolve(),
  };
  beforeAll(async () => {
    const [paidonce, visits] = await Promise.all([sharePaidOnce(timeScale), openVisits()]);
    kept.stage = new CashierStage(paidonce, visits.visit);
    kept.stop = async () => {
      await visits.stop();
      await paidonce.stop();
    };
  });
  afterAll(() => kept.stop());
  return () => {
    if (kept.stage === null) throw new Error('asked for before `beforeAll`');
    return kept.stage;
  };
}
