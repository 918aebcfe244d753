import { expect } from 'vitest';
import { numbers, wayButton } from '../../../browser/cashier-steps.ts';
import { onPages } from '../page-stage.ts';
import type { Story } from '../story.ts';

const h5 = { channel: 'wechat', method: 'h5' } as const;
const phone =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';

export const linkOfAnotherAddress: Story = {
  pitfall: 'A link that is bound to another address',
  sources: [
    { name: 'yansongda/pay issue #240', url: 'https://github.com/yansongda/pay/issues/240' },
    {
      name: 'w7corp/easywechat issue #968',
      url: 'https://github.com/w7corp/easywechat/issues/968',
    },
  ],
  there:
    'WeChat binds an H5 link to the shopper’s address; one that was made for another address, of a proxy or of the network before, leads to "the network environment failed the security check".',
  here: 'A link is made for the address that clicks; from another one the page does not show it, and a click makes a new link and closes the old one.',
  test: 'one-winner: from another network the same choice opens a link of its own',
  play: (stage) =>
    onPages(stage, async (cashier) => {
      const { shop } = stage;
      const id = await shop.order();
      const from = (address: string) => ({
        userAgent: phone,
        headers: { 'x-forwarded-for': address },
      });
      const before = await cashier.cashier(id, from('203.0.113.7'));
      await wayButton(before, h5).click();
      await before.waitForURL(/\/phone\//);
      const after = await cashier.cashier(id, from('198.51.100.23'));
      await wayButton(after, h5).click();
      await after.waitForURL(/\/phone\//);
      const [old, fresh] = await numbers(cashier, id);
      expect(after.url()).toContain(String(fresh));
      expect((await shop.get(id)).attempts[0]).toMatchObject({ id: old, superseded: true });
      expect((await numbers(cashier, id)).length).toBe(2);
    }),
};
