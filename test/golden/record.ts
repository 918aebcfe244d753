/**
 * Saves the golden histories anew, from live orders: `npx tsx test/golden/record.ts`.
 *
 * Run it by hand, once a change of workflows/ is meant to change what runs already
 * begun would do. Until every order begun before has ended, the old files stay
 * beside the new ones (rename them): replaying both is what the guard is for.
 */
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { writeFileSync } from 'node:fs';
import { FaultPoints } from '../kit/fault-points.ts';
import { startPaidOnce } from '../kit/paidonce.ts';
import { Shop, Street } from '../kit/shop.ts';
import { EngineConsole } from '../live/engine.ts';
import { scenarios, type Stage } from './scenarios.ts';
import { withoutMachine } from './without-machine.ts';

const here = new URL('./', import.meta.url);

async function record(stage: Stage, name: string): Promise<void> {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const order = await scenario.play(stage);
  await stage.engine.ended(order);
  const history = await stage.engine.workflow(order).fetchHistory();
  writeFileSync(new URL(`${name}.json`, here), withoutMachine(historyToJSON(history)));
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}

const points = new FaultPoints();
const paidonce = await startPaidOnce({
  timeScale: 0.2,
  env: { PAIDONCE_FAULT_POINTS: points.folder },
});
try {
  const engine = await EngineConsole.open(paidonce.addresses);
  const shop = new Shop(paidonce.addresses);
  const street = new Street(paidonce.addresses);
  const stage: Stage = { paidonce, points, shop, street, engine };
  // The first order of a new worker is slow: its history would be another story.
  await scenarios['paid']?.play(stage);
  for (const name of Object.keys(scenarios)) {
    await record(stage, name);
  }
  await engine.close();
} finally {
  await paidonce.stop();
}
