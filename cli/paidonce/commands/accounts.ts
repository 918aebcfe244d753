import type { Command } from 'commander';
import type { AccountHealth } from '../../../client/contract.ts';
import type { Desk } from '../desk.ts';
import { EndWithCode, exitCodes } from '../exit-code.ts';
import { type CommonOptions, leaf, someId } from '../option-forms.ts';
import { sheet, table } from '../table.ts';

function problemText({ last_problem: problem }: AccountHealth): string {
  if (problem === null) return '';
  const heard = problem.verified ? '' : ' (unverified)';
  return `${problem.code} ${problem.message}${heard}`;
}

function addList(accounts: Command, desk: Desk): void {
  leaf(accounts, 'list', 'how each channel serves our accounts').action(
    async (options: CommonOptions) => {
      const found = await desk.client().accounts.list(options);
      const rows = found.data.map((one) => [
        one.channel,
        one.account,
        one.state,
        one.last_verified_at ?? '',
        one.paused_methods.join(' '),
        problemText(one),
      ]);
      const head = ['channel', 'account', 'state', 'verified', 'paused', 'last problem'];
      desk.show(options, found, () => table(head, rows));
    },
  );
}

function addCheck(accounts: Command, desk: Desk): void {
  leaf(accounts, 'check', 'ask a channel by a signed question that changes nothing')
    .argument('<channel>', 'as `accounts list` shows it', someId)
    .argument('<account>', 'our account at it', someId)
    .action(async (channel: string, account: string, options: CommonOptions) => {
      const one = await desk.client().accounts.check(channel, account, options);
      desk.show(options, one, () =>
        sheet({
          account: `${one.channel}/${one.account}`,
          state: one.state,
          'last verified': one.last_verified_at,
          'last problem': problemText(one),
          request: one.last_problem?.request_id ?? null,
          paused: one.paused_methods.join(' '),
        }),
      );
      if (one.state === 'healthy') return;
      throw new EndWithCode(
        exitCodes.refused,
        `The account is ${one.state}: no verified answer came. Nothing was changed.`,
      );
    });
}

/** `paidonce accounts …`; role `ops`. */
export function addAccounts(program: Command, desk: Desk): void {
  const accounts = program
    .command('accounts')
    .description('how channels serve our accounts; role ops');
  addList(accounts, desk);
  addCheck(accounts, desk);
}
