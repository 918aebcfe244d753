import { channels } from '../../../channels/registry.ts';
import { openChannels } from '../../../channels/channel-directory.ts';
import { type Configuration, readConfiguration } from '../../../config/configuration.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Finding, notWell, reasonOf, well } from './finding.ts';

const remedy = 'Correct what is named; docs/configuration.md lists every setting.';

type Read = Readonly<{ configuration: Configuration | null; findings: readonly Finding[] }>;

/** Reads the configuration as API and worker do. */
export function configurationFindings({ env }: Surroundings): Read {
  const path = env['PAIDONCE_CONFIG'] ?? '';
  if (path === '') {
    const found = 'PAIDONCE_CONFIG is not set here';
    const help =
      'Run it with the environment of API and worker to have configuration, accounts and public address checked.';
    return {
      configuration: null,
      findings: [notWell('configuration', 'not_checked', found, help)],
    };
  }
  try {
    const configuration = readConfiguration(env);
    return { configuration, findings: [well('configuration', `${path} is as it should be`)] };
  } catch (error) {
    const finding = notWell('configuration', 'wrong', reasonOf(error), remedy);
    return { configuration: null, findings: [finding] };
  }
}

/** Opens each account by itself: its settings are checked and its keys read; its channel is not asked. */
export function accountFindings(configuration: Configuration): readonly Finding[] {
  return Object.entries(configuration.channels).flatMap(([channel, settings]) =>
    Object.entries(settings.accounts).map(([account, values]) => {
      const what = `account ${channel}/${account}`;
      try {
        const alone = { [channel]: { accounts: { [account]: values } } };
        openChannels(channels, alone, (reference) => configuration.readSecret(reference, what));
        return well(what, 'its settings are complete and its keys readable');
      } catch (error) {
        return notWell(what, 'wrong', reasonOf(error), remedy);
      }
    }),
  );
}
