import { rmSync } from 'node:fs';
import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { EngineConsole } from '../../live/engine.ts';
import { FaultPoints } from '../../kit/fault-points.ts';
import { type RunningPaidOnce, startPaidOnce } from '../../kit/paidonce.ts';
import { Shop, Street } from '../../kit/shop.ts';
import { stoppedOnPurpose } from '../../kit/stopped-on-purpose.ts';

/**
 * The product on real servers, and those who act on it. All stories share it, one after the other.
 */
export type Stage = Readonly<{
  paidonce: RunningPaidOnce;
  shop: Shop;
  ops: Shop;
  street: Street;
  ledger: Database;
  engine: EngineConsole;
  /** Each point is used by one story only, because a point that was reached does not act again. */
  points: FaultPoints;
  close: () => Promise<void>;
}>;

/** Ten times faster than the defaults, as in test/live. */
const timeScale = 0.1;

/** Starts the product and opens the stage. */
export async function openStage(): Promise<Stage> {
  const points = new FaultPoints();
  const paidonce = await startPaidOnce({
    timeScale,
    env: {
      ...stoppedOnPurpose,
      PAIDONCE_FAULT_POINTS: points.folder,
      // Browsers say from which address they come, as a proxy would.
      TRUSTED_PROXIES: '127.0.0.1',
    },
  });
  const { addresses } = paidonce;
  const ledger = openDatabase(addresses.database, { applicationName: 'paidonce-pitfalls' });
  const engine = await EngineConsole.open(addresses);
  return {
    paidonce,
    shop: new Shop(addresses),
    ops: new Shop(addresses, addresses.ops_key),
    street: new Street(addresses),
    ledger,
    engine,
    points,
    close: async () => {
      await engine.close();
      await ledger.close();
      await paidonce.stop();
      rmSync(points.folder, { recursive: true, force: true });
    },
  };
}
