import type { Command } from 'commander';
import type { Merchant, MerchantRequest } from '../../../client/contract.ts';
import { given } from '../given.ts';
import type { Desk } from '../desk.ts';
import {
  choice,
  type CommonOptions,
  httpAddress,
  jsonFile,
  keyOption,
  leaf,
  merchantId,
  type PostOptions,
  someId,
  wholeNumber,
} from '../option-forms.ts';
import { sheet, table } from '../table.ts';
import { UsageError } from '../usage-error.ts';

function merchantText(one: Merchant): string {
  return sheet({
    merchant: one.id,
    name: one.name,
    'notices go to': one.notify_url,
    policy: JSON.stringify(one.policy),
    'made at': one.created_at,
  });
}

type Given = PostOptions &
  Readonly<{ name?: string; notifyUrl?: string; policy?: string; reason?: string }>;
type Terms = Omit<MerchantRequest, 'id' | 'name'>;

/** The server says what of a policy is wrong. */
function policyOf(path: string): NonNullable<Terms['policy']> {
  const policy = jsonFile(path);
  if (typeof policy !== 'object' || policy === null) {
    throw new UsageError(`${path} holds no JSON object. Nothing was sent.`);
  }
  return policy;
}

function termsOf({ notifyUrl, policy, reason }: Given): Terms {
  return {
    ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
    ...(policy === undefined ? {} : { policy: policyOf(policy) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function withTerms(command: Command): Command {
  return command
    .option('--notify-url <url>', 'where its notices go', httpAddress)
    .option('--policy <file>', 'a file of JSON: see docs/configuration.md')
    .option('--reason <text>', 'why; kept with the name of the key');
}

function addMerchantCommands(program: Command, desk: Desk): void {
  const merchants = program.command('merchants').description('merchants; role ops');
  leaf(merchants, 'list', 'all merchants').action(async (options: CommonOptions) => {
    const { data } = await desk.client().merchants.list();
    const rows = data.map((one) => [one.id, one.name, one.notify_url ?? '', one.created_at]);
    const head = ['merchant', 'name', 'notices go to', 'made at'];
    desk.show(options, { data }, () => table(head, rows));
  });
  withTerms(keyOption(leaf(merchants, 'create', 'make a merchant')))
    .argument('<id>', 'its id', merchantId)
    .requiredOption('--name <text>', 'its name')
    .action(async (id: string, options: Given & Readonly<{ name: string }>) => {
      const request = { id, name: options.name, ...termsOf(options) };
      const made = await desk.client().merchants.create(request, options);
      desk.show(options, made, () => merchantText(made));
    });
  withTerms(leaf(merchants, 'update', 'change a merchant; what is not given stays'))
    .argument('<id>', 'its id', merchantId)
    .option('--name <text>', 'its name')
    .action(async (id: string, options: Given) => {
      const { name } = options;
      const change = { ...(name === undefined ? {} : { name }), ...termsOf(options) };
      if (Object.keys(change).length === 0) {
        throw new UsageError('Say what to change: --name, --notify-url or --policy.');
      }
      const changed = await desk.client().merchants.change(id, change);
      desk.show(options, changed, () => merchantText(changed));
    });
}

type SecretOptions = PostOptions & Readonly<{ overlap?: number; reason?: string }>;

function addSecretCommand(program: Command, desk: Desk): void {
  const merchants = program.commands.find((one) => one.name() === 'merchants') ?? program;
  keyOption(leaf(merchants, 'notice-secret', 'a new secret for notices; it is shown this once'))
    .argument('<id>', 'whose', merchantId)
    .option('--overlap <seconds>', 'those before it sign beside it this long', wholeNumber)
    .option('--reason <text>', 'why; kept with the name of the key')
    .action(async (id: string, options: SecretOptions) => {
      const { overlap, reason } = options;
      const request = {
        ...given({ overlap_s: overlap, reason }),
      };
      const made = await desk.client().noticeSecrets.create(id, request, options);
      desk.show(options, made, () =>
        sheet({ secret: made.secret ?? '(shown before, and never again)' }),
      );
    });
}

type KeyOptions = PostOptions & Readonly<{ role: 'merchant' | 'read'; label?: string }>;

function addKeyCommands(program: Command, desk: Desk): void {
  const keys = program.command('keys').description('a merchant’s keys; role ops');
  keyOption(leaf(keys, 'create', 'make a key; it is shown this once'))
    .argument('<merchant>', 'whose', merchantId)
    .addOption(choice('--role <role>', 'what it may do', ['merchant', 'read']).default('merchant'))
    .option('--label <text>', 'whose hands it is in')
    .action(async (merchant: string, options: KeyOptions) => {
      const { role, label } = options;
      const request = { role, ...(label === undefined ? {} : { label }) };
      const made = await desk.client().keys.create(merchant, request, options);
      desk.show(options, made, () =>
        sheet({ id: made.id, role: made.role, key: made.key ?? '(shown before, and never again)' }),
      );
    });
  leaf(keys, 'list', 'its keys; never the keys themselves')
    .argument('<merchant>', 'whose', merchantId)
    .action(async (merchant: string, options: CommonOptions) => {
      const { data } = await desk.client().keys.list(merchant);
      const rows = data.map((one) => [
        one.id,
        `${one.prefix}…`,
        one.role,
        one.label,
        one.created_at,
        one.revoked_at ?? '',
      ]);
      const head = ['id', 'begins', 'role', 'label', 'made at', 'revoked from'];
      desk.show(options, { data }, () => table(head, rows));
    });
  leaf(keys, 'revoke', 'refuse a key from now on, or after an overlap')
    .argument('<merchant>', 'whose', merchantId)
    .argument('<key-id>', 'its id, not the key itself', someId)
    .option('--after <seconds>', 'it is still taken this long', wholeNumber)
    .action(
      async (
        merchant: string,
        id: string,
        options: CommonOptions & Readonly<{ after?: number }>,
      ) => {
        const { after: afterS } = options;
        const key = await desk.client().keys.revoke(merchant, id, { afterS });
        desk.show(options, key, () => sheet({ id: key.id, 'revoked from': key.revoked_at }));
      },
    );
}

/** `paidonce merchants …`, `paidonce keys …` */
export function addMerchants(program: Command, desk: Desk): void {
  addMerchantCommands(program, desk);
  addSecretCommand(program, desk);
  addKeyCommands(program, desk);
}
