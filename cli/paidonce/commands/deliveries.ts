import type { Command } from 'commander';
import type { QueryOf } from '../../../client/operations.ts';
import { given } from '../given.ts';
import type { Desk } from '../desk.ts';
import {
  choice,
  type CommonOptions,
  count,
  leaf,
  merchantOption,
  orderId,
  someId,
} from '../option-forms.ts';
import { table } from '../table.ts';
import { taken } from '../taken.ts';

type ListOptions = CommonOptions &
  Readonly<{ order?: string; event?: string; status?: string; limit: number }>;

/** `paidonce deliveries list` */
export function addDeliveries(program: Command, desk: Desk): void {
  const deliveries = program.command('deliveries').description('tries to deliver notices');
  merchantOption(leaf(deliveries, 'list', 'each try of a notice, newest first'))
    .option('--order <id>', 'only of this order', orderId)
    .option('--event <id>', 'only of this event', someId)
    .addOption(choice('--status <status>', 'only these', ['accepted', 'failed', 'given_up']))
    .option('--limit <count>', 'how many at most', count, 20)
    .action(async (options: ListOptions) => {
      const { order, event, status } = options;
      const query = {
        ...given({ order, event, status }),
        limit: Math.min(options.limit, 100),
        // The choices were checked above, and the server checks the rest.
      } as QueryOf<'listDeliveries'>;
      const found = await taken(desk.client().deliveries.list(query, options), options.limit);
      const rows = found.map((one) => [
        one.started_at,
        one.status,
        String(one.response_status ?? ''),
        `${one.duration_ms} ms`,
        String(one.attempt),
        one.order_id,
        one.event,
        one.error ?? '',
      ]);
      const head = ['at', 'status', 'answer', 'took', 'try', 'order', 'event', 'problem'];
      desk.show(options, { data: found }, () => table(head, rows));
    });
}
