import type { Command } from 'commander';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import type { Desk } from '../desk.ts';
import { httpAddress, type CommonOptions, leaf, merchantOption, orderId } from '../option-forms.ts';
import { sheet } from '../table.ts';
import { UsageError } from '../usage-error.ts';

type LinkOptions = CommonOptions & Readonly<{ order?: string; temporalUi?: string }>;

function engineLink(options: LinkOptions, ui: string, namespace: string): string {
  const workflows = `${ui.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  const { order, merchant } = options;
  if (order === undefined) return workflows;
  if (merchant === undefined) {
    throw new UsageError('An order’s page in the engine needs --merchant: whose order it is.');
  }
  return `${workflows}/${encodeURIComponent(orderWorkflowId({ merchant, orderId: order }))}`;
}

function linksOf(desk: Desk, options: LinkOptions): Readonly<Record<string, string | null>> {
  const { env } = desk.surroundings;
  const url = (env['PAIDONCE_URL'] ?? '').replace(/\/+$/, '');
  if (url === '') throw new UsageError('PAIDONCE_URL is not set: the address of the installation.');
  const ui = options.temporalUi ?? env['PAIDONCE_TEMPORAL_UI'] ?? '';
  const namespace = env['TEMPORAL_NAMESPACE'] ?? 'default';
  return {
    documentation: `${url}/docs`,
    reference: `${url}/docs/reference`,
    contract: `${url}/openapi.json`,
    health: `${url}/readyz`,
    'what waits for a person': `${url}/v1/attention`,
    timeline: options.order === undefined ? null : `${url}/v1/orders/${options.order}/timeline`,
    engine: ui === '' ? null : engineLink(options, ui, namespace),
  };
}

/** `paidonce ops links` */
export function addOps(program: Command, desk: Desk): void {
  const ops = program.command('ops').description('for who runs an installation');
  merchantOption(leaf(ops, 'links', 'where to look: pages of the API and of the engine'))
    .option('--order <id>', 'of this order', orderId)
    .option(
      '--temporal-ui <url>',
      'the engine’s pages (default: PAIDONCE_TEMPORAL_UI)',
      httpAddress,
    )
    .action((options: LinkOptions) => {
      const links = linksOf(desk, options);
      desk.show(options, links, () => sheet(links));
    });
}
