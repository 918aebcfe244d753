import type { Command } from 'commander';
import type { Event } from '../../../client/contract.ts';
import type { Desk } from '../desk.ts';
import {
  type CommonOptions,
  count,
  leaf,
  merchantOption,
  orderId,
  wholeNumber,
} from '../option-forms.ts';
import { printable, table } from '../table.ts';
import { taken } from '../taken.ts';
import { addResend } from './resend.ts';

type ListOptions = CommonOptions & Readonly<{ after?: number; order?: string; limit: number }>;

function rowOf(event: Event): string[] {
  const { status } = event.data.order;
  return [event.created_at, event.type, event.order_id, String(event.sequence), status, event.id];
}

const head = ['at', 'type', 'order', 'sequence', 'order is', 'id'];

function addList(events: Command, desk: Desk): void {
  merchantOption(leaf(events, 'list', 'what a merchant was told, oldest first'))
    .option('--order <id>', 'only of this order', orderId)
    .option('--after <cursor>', 'read on from here', wholeNumber)
    .option('--limit <count>', 'how many at most', count, 50)
    .action(async (options: ListOptions) => {
      const { events: all, orders } = desk.client();
      const after = options.after === undefined ? {} : { after: options.after };
      const list =
        options.order === undefined
          ? all.list(after, options)
          : orders.events(options.order, options);
      const found = await taken(list, options.limit);
      desk.show(options, { data: found }, () => table(head, found.map(rowOf)));
    });
}

/** One event on one line, so that a person or a program reads on while it runs. */
export function eventLine(event: Event, json: boolean): string {
  return json ? `${JSON.stringify(event)}\n` : `${printable(rowOf(event).join('  '))}\n`;
}

type TailOptions = CommonOptions & Readonly<{ after?: number; count?: number }>;

function addTail(events: Command, desk: Desk): void {
  merchantOption(leaf(events, 'tail', 'print events as they come, until Ctrl-C'))
    .option('--after <cursor>', 'from here on; without it, from the first event on', wholeNumber)
    .option('--count <count>', 'end after so many', count)
    .action(async (options: TailOptions) => {
      const { signal, out, err } = desk.surroundings;
      const follow = {
        after: options.after,
        merchant: options.merchant,
        signal,
        onTrouble: (error: Error) => err(`${error.message}\n`),
      };
      let seen = 0;
      for await (const { event } of desk.client().events.follow(follow)) {
        out(eventLine(event, options.json === true));
        seen += 1;
        if (seen === options.count) return;
      }
    });
}

/** `paidonce events …` */
export function addEvents(program: Command, desk: Desk): void {
  const events = program.command('events').description('events, the twin of notices');
  addList(events, desk);
  addTail(events, desk);
  addResend(events, desk);
}
