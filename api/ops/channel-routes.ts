import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { inSnakeCase } from '../http/snake-case.ts';

/** The capability table: what each configured account can do, in real time. */
export function channelRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/v1/channels',
      roles: ['merchant', 'read', 'ops'],
      answer: () =>
        Promise.resolve({
          status: 200,
          body: {
            data: deps.channels.accounts.map(({ channel, name }) => ({
              channel: channel.name,
              account: name,
              methods: Object.entries(channel.methods).map(([method, traits]) => ({
                method,
                shopper: channel.needs(method),
                traits: inSnakeCase(traits),
              })),
            })),
          },
        }),
    },
  ];
}
