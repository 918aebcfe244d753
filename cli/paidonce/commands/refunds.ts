import type { Command } from 'commander';
import type { QueryOf } from '../../../client/operations.ts';
import { given } from '../given.ts';
import type { Desk } from '../desk.ts';
import { listedRefunds, refundText } from '../order-text.ts';
import {
  choice,
  type CommonOptions,
  count,
  keyOption,
  leaf,
  merchantOption,
  moment,
  orderId,
  type PostOptions,
  someId,
} from '../option-forms.ts';
import { sheet } from '../table.ts';
import { taken } from '../taken.ts';

const statuses = ['awaiting_approval', 'requested', 'processing', 'succeeded', 'failed', 'manual'];

type ListOptions = CommonOptions &
  Readonly<{
    status?: string;
    kind?: string;
    order?: string;
    createdAfter?: string;
    limit: number;
  }>;

function addList(refunds: Command, desk: Desk): void {
  merchantOption(leaf(refunds, 'list', 'refunds over all orders, newest first'))
    .addOption(choice('--status <status>', 'only these', statuses))
    .addOption(choice('--kind <kind>', 'only these', ['merchant', 'compensation']))
    .option('--order <id>', 'only of this order', orderId)
    .option('--created-after <time>', 'only newer ones', moment)
    .option('--limit <count>', 'how many at most', count, 20)
    .action(async (options: ListOptions) => {
      const { status, kind, order, createdAfter } = options;
      const query = {
        ...given({ status, kind, order, created_after: createdAfter }),
        limit: Math.min(options.limit, 100),
        // The choices were checked above, and the server checks the rest.
      } as QueryOf<'listRefunds'>;
      const found = await taken(desk.client().refunds.list(query, options), options.limit);
      desk.show(options, { data: found }, () => listedRefunds(found));
    });
}

function addGet(refunds: Command, desk: Desk): void {
  merchantOption(leaf(refunds, 'get', 'one refund: how it stands, and when the money arrives'))
    .argument('<number>', 'the refund’s number', someId)
    .action(async (number: string, options: CommonOptions) => {
      const refund = await desk.client().refunds.get(number, options);
      desk.show(options, refund, () => refundText(refund));
    });
}

type CreateOptions = PostOptions & Readonly<{ id: string; amount: number; reason?: string }>;

function addCreate(refunds: Command, desk: Desk): void {
  keyOption(leaf(refunds, 'create', 'refund a paid order, in part or whole'))
    .argument('<order>', 'the order', orderId)
    .requiredOption('--id <id>', 'the shop’s own id of the refund', orderId)
    .requiredOption('--amount <minor>', 'whole minor units of the order’s currency', count)
    .option('--reason <text>', 'why')
    .action(async (order: string, options: CreateOptions) => {
      const { id, amount, reason } = options;
      const request = { id, amount, ...(reason === undefined ? {} : { reason }) };
      const refund = await desk.client().orders.refund(order, request, options);
      const { number, status } = refund;
      desk.show(options, refund, () => sheet({ refund: number, status, id: refund.id }));
    });
}

type DecideOptions = PostOptions & Readonly<{ reason: string }>;

function addDecisions(refunds: Command, desk: Desk): void {
  const decisions = { approve: 'let it go', reject: 'keep the money here' } as const;
  for (const [name, about] of Object.entries(decisions)) {
    const decision = name as keyof typeof decisions;
    merchantOption(
      keyOption(leaf(refunds, name, `${about}: a refund that waits for a person; role ops`)),
    )
      .argument('<number>', 'the refund’s number', someId)
      .requiredOption('--reason <text>', 'why; kept with the name of the key')
      .action(async (number: string, options: DecideOptions) => {
        const { reason } = options;
        const refund = await desk.client().refunds[decision](number, { reason }, options);
        desk.show(options, refund, () => sheet({ refund: number, status: refund.status }));
      });
  }
  merchantOption(keyOption(leaf(refunds, 'resolve', 'record how a manual refund ended; role ops')))
    .argument('<number>', 'the refund’s number', someId)
    .requiredOption('--reason <text>', 'why; kept with the name of the key')
    .addOption(
      choice('--outcome <how>', 'how it ended', ['succeeded', 'failed']).makeOptionMandatory(),
    )
    .action(
      async (
        number: string,
        options: DecideOptions & Readonly<{ outcome: 'succeeded' | 'failed' }>,
      ) => {
        const { reason, outcome } = options;
        const refund = await desk.client().refunds.resolve(number, { reason, outcome }, options);
        desk.show(options, refund, () => sheet({ refund: number, status: refund.status }));
      },
    );
}

/** `paidonce refunds …` */
export function addRefunds(program: Command, desk: Desk): void {
  const refunds = program.command('refunds').description('refunds: ask for, read, decide');
  addList(refunds, desk);
  addGet(refunds, desk);
  addCreate(refunds, desk);
  addDecisions(refunds, desk);
}
