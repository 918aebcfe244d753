import { ZodError } from 'zod';
import { readShopSettings } from './settings.ts';
import { openShop } from './shop.ts';

/** The demo shop as a process: it prints `{"listening": address}`, and ends on SIGTERM. */
try {
  const shop = await openShop(readShopSettings(process.env));
  process.stdout.write(`${JSON.stringify({ listening: shop.url })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void shop.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof ZodError)) throw error;
  const wrong = error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
  process.stderr.write(`The shop is set up wrongly. ${wrong.join('; ')}. It was not opened.\n`);
  process.exit(2);
}
