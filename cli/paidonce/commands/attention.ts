import type { Command } from 'commander';
import type { QueryOf } from '../../../client/operations.ts';
import { given } from '../given.ts';
import type { Desk } from '../desk.ts';
import {
  type CommonOptions,
  count,
  keyOption,
  leaf,
  merchantOption,
  orderId,
  type PostOptions,
  someId,
  wholeNumber,
} from '../option-forms.ts';
import { sheet, table } from '../table.ts';
import { taken } from '../taken.ts';

type ListOptions = CommonOptions & Readonly<{ kind?: string; channel?: string; limit: number }>;

function addList(attention: Command, desk: Desk): void {
  merchantOption(leaf(attention, 'list', 'everything that waits for a person, oldest first'))
    .option('--kind <kind>', 'only these, as unmatched', someId)
    .option('--channel <name>', 'only of this channel', someId)
    .option('--limit <count>', 'how many at most', count, 20)
    .action(async (options: ListOptions) => {
      const { kind, channel } = options;
      const query = {
        ...given({ kind, channel }),
        limit: Math.min(options.limit, 100),
        // The server says which kinds there are.
      } as QueryOf<'listAttention'>;
      const found = await taken(desk.client().attention.list(query, options), options.limit);
      const rows = found.map((one) => [
        one.id,
        one.kind,
        one.order ?? one.number ?? '',
        one.since,
        one.detail,
      ]);
      const head = ['id', 'kind', 'of', 'since', 'what'];
      desk.show(options, { data: found }, () => table(head, rows));
    });
}

type ResolveOptions = PostOptions & Readonly<{ reason: string; amountReturned?: number }>;

function addResolve(attention: Command, desk: Desk): void {
  merchantOption(keyOption(leaf(attention, 'resolve', 'record that a person dealt with it')))
    .argument('<id>', 'as `attention list` shows it', someId)
    .requiredOption('--reason <text>', 'why; kept with the name of the key')
    .option('--amount-returned <minor>', 'what went back, where that was the question', wholeNumber)
    .action(async (id: string, options: ResolveOptions) => {
      const { reason, amountReturned } = options;
      const request = {
        reason,
        ...(amountReturned === undefined ? {} : { amount_returned: amountReturned }),
      };
      const done = await desk.client().attention.resolve(id, request, options);
      desk.show(options, done, () => sheet({ resolved: id }));
    });
}

type AuditOptions = CommonOptions &
  Readonly<{ by?: string; order?: string; after?: string; limit: number }>;

function addAudit(program: Command, desk: Desk): void {
  merchantOption(leaf(program, 'audit', 'every act of a person: who, when, what, why; role ops'))
    .option('--by <label>', 'only of this key')
    .option('--order <id>', 'only about this order', orderId)
    .option('--after <time>', 'only later ones')
    .option('--limit <count>', 'how many at most', count, 20)
    .action(async (options: AuditOptions) => {
      const { by, order, after } = options;
      const query = {
        ...given({ by, order, after }),
        limit: Math.min(options.limit, 100),
      };
      const found = await taken(desk.client().audit.list(query, options), options.limit);
      const rows = found.map((one) => [
        one.at,
        one.by,
        one.what,
        one.order ?? one.subject ?? '',
        one.why ?? '',
      ]);
      desk.show(options, { data: found }, () => table(['at', 'who', 'what', 'of', 'why'], rows));
    });
}

/** `paidonce attention …`, `paidonce audit`; role `ops`. */
export function addAttention(program: Command, desk: Desk): void {
  const attention = program.command('attention').description('what waits for a person; role ops');
  addList(attention, desk);
  addResolve(attention, desk);
  addAudit(program, desk);
}
