import { Command } from 'commander';
import { addAccounts } from './commands/accounts.ts';
import { addAttention } from './commands/attention.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvents } from './commands/events.ts';
import { addDeliveries } from './commands/deliveries.ts';
import { addListen } from './commands/listen.ts';
import { addMerchants } from './commands/merchants.ts';
import { addOps } from './commands/ops-links.ts';
import { addOrders } from './commands/orders.ts';
import { addRefunds } from './commands/refunds.ts';
import { addServer } from './commands/server.ts';
import { addTrigger } from './commands/trigger.ts';
import { openDesk } from './desk.ts';
import type { Surroundings } from './surroundings.ts';

/** The command `paidonce` with all below it. */
export function createProgram(surroundings: Surroundings): Command {
  const desk = openDesk(surroundings);
  const program = new Command('paidonce')
    .description(
      'PaidOnce at the command line. PAIDONCE_URL and PAIDONCE_KEY say where, and as who.',
    )
    .exitOverride()
    .configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
    .showHelpAfterError()
    .helpCommand(false);
  addServer(program, desk);
  addDoctor(program, desk);
  addOrders(program, desk);
  addRefunds(program, desk);
  addEvents(program, desk);
  addDeliveries(program, desk);
  addListen(program, desk);
  addTrigger(program, desk);
  addMerchants(program, desk);
  addAttention(program, desk);
  addAccounts(program, desk);
  addOps(program, desk);
  return program;
}
