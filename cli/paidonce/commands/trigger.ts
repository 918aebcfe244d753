import { Argument, type Command } from 'commander';
import type { Order } from '../../../client/contract.ts';
import type { Desk } from '../desk.ts';
import { type CommonOptions, count, httpAddress, leaf, someId } from '../option-forms.ts';
import { orderText } from '../order-text.ts';
import { openSandbox } from '../trigger/sandbox.ts';
import { type Stage, stories } from '../trigger/story.ts';
import { UsageError } from '../usage-error.ts';

type TriggerOptions = CommonOptions &
  Readonly<{ sandbox?: string; channel: string; within: number }>;

function sandboxUrl(desk: Desk, options: TriggerOptions): string {
  const url = options.sandbox ?? desk.surroundings.env['PAIDONCE_SANDBOX_URL'] ?? '';
  if (url !== '') return url;
  throw new UsageError(
    'Give --sandbox or set PAIDONCE_SANDBOX_URL: the sandbox’s address, as `npm start` prints it.',
  );
}

async function play(
  desk: Desk,
  name: keyof typeof stories,
  options: TriggerOptions,
): Promise<Order> {
  const { signal: ended, err } = desk.surroundings;
  const over = AbortSignal.timeout(options.within * 1_000);
  const signal = AbortSignal.any([ended, over]);
  const stage: Stage = {
    client: desk.client(),
    sandbox: openSandbox(sandboxUrl(desk, options)),
    channel: options.channel,
    say: (line) => err(`${line}\n`),
    signal,
  };
  const story = stories[name];
  try {
    const id = await story.play(stage);
    return await stage.client.orders.until(id, story.isOver, { signal });
  } catch (error) {
    if (!over.aborted) throw error;
    throw new Error(
      `${name} was played, and within ${options.within} s its end was not seen. The order goes on; look at it by \`paidonce orders timeline\`.`,
      { cause: error },
    );
  }
}

/** `paidonce trigger NAME`: through the API and the sandbox alone; no row is ever forged. */
export function addTrigger(program: Command, desk: Desk): void {
  const told = Object.entries(stories).map(([name, { about }]) => `${name}: ${about}`);
  leaf(program, 'trigger', 'play a story through the sandbox, with an order of its own')
    .addArgument(new Argument('<name>', told.join('; ')).choices(Object.keys(stories)))
    .option('--sandbox <url>', 'its address (default: PAIDONCE_SANDBOX_URL)', httpAddress)
    .option('--channel <name>', 'which channel plays', someId, 'wechat')
    .option('--within <seconds>', 'how long to wait for its end', count, 120)
    .action(async (name: keyof typeof stories, options: TriggerOptions) => {
      const order = await play(desk, name, options);
      desk.show(options, order, () => `\n${orderText(order)}`);
    });
}
