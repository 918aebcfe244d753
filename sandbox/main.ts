import { z } from 'zod';
import { channelNames, createSandbox } from './create-sandbox.ts';
import { complain, outliveReaders } from './engine/complain.ts';

const environmentSchema = z.object({
  SANDBOX_DATA: z.string({ error: 'must name the folder for the sandbox’s data' }).min(1),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_TIME_SCALE: z.coerce.number().positive().max(1_000).default(1),
  SANDBOX_ACCOUNTS: z.string().min(1).default('default'),
  SANDBOX_CHANNELS: z
    .string()
    .default('wechat,alipay')
    .transform((names) => names.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(channelNames)).min(1)),
  SANDBOX_PUBLIC_URL: z.url().optional(),
});

function readEnvironment(): z.infer<typeof environmentSchema> {
  const set = Object.entries(process.env).filter(([, value]) => value !== '');
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map((one) => `${one.path.join('.')} ${one.message}`);
  complain(words.join('; '));
  process.exit(2);
}

outliveReaders();
const environment = readEnvironment();
const sandbox = await createSandbox({
  dataDir: environment.SANDBOX_DATA,
  host: environment.SANDBOX_HOST,
  port: environment.SANDBOX_PORT,
  timeScale: environment.SANDBOX_TIME_SCALE,
  accounts: environment.SANDBOX_ACCOUNTS.split(',').map((name) => name.trim()),
  channels: environment.SANDBOX_CHANNELS,
  publicUrl: environment.SANDBOX_PUBLIC_URL,
});
process.stdout.write(`${JSON.stringify({ listening: sandbox.url })}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
