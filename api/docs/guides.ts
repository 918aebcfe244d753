import { guidesIn, readDoc } from './doc-files.ts';

/** A page of `docs/` that is served. */
export type Guide = Readonly<{
  /** The last part of its address. */
  name: string;
  /** Inside of `docs/`. */
  file: string;
  /** Its first heading. */
  title: string;
  /** What the index says of it. */
  about: string;
  text: string;
}>;

const written: Readonly<Record<string, string>> = {
  'getting-started': 'The calls of a merchant, in the order a payment makes them.',
  'getting-started.zh-CN': 'The same in Chinese.',
  integrate: 'From an order in your shop to the moment it is surely paid.',
  'integrate.zh-CN': 'The same in Chinese.',
  receivers: 'Programs that take notices, in Node, Python, Java and Go.',
  concepts: 'What you meet, on one page.',
  testing: 'Double payments, lost callbacks, refunds: how to bring them about.',
  api: 'Keys, errors, idempotency, all calls at a glance.',
  problems: 'Every error code, and what it means for the money.',
  'command-line': 'Every command of `paidonce`, with its exit codes.',
  versioning: 'What a client can rely on, and what it must bear.',
  guarantees: 'What is promised, what each promise relies on, and the command that shows it.',
  rules: 'The rules of paying, in words.',
  glossary: 'Words that are used in one meaning only.',
  pitfalls: 'Failures that users of other systems report, and what happens here.',
  operating: 'Settings, what waits for a person, backups.',
  configuration: 'Every setting, its values and its default.',
  temporal: 'How Temporal is used, and what an operator sees there.',
  deploying: 'What production runs, and with what.',
  upgrading: 'New versions, while orders are under way.',
  privacy: 'What is kept of a shopper, where, how long, and how to erase it.',
  architecture: 'How it is built.',
  figures: 'What the proofs found when they last ran.',
  performance: 'What it does when more is asked of it than it can do, measured.',
};

function guideOf(name: string, file: string, about: string): Guide {
  const text = readDoc(file);
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  return { name, file, title, about, text };
}

function aboutChannelPage(name: string): string {
  if (name.endsWith('.zh-CN')) return 'The same in Chinese.';
  return name.endsWith('-live')
    ? 'What to apply for, where each setting comes from, and what a wrong one looks like.'
    : 'What is relied on, with its sources.';
}

/** All guides in the order of the index: first a merchant's, then an operator's, then the channels'. */
export function readGuides(): readonly Guide[] {
  return [
    ...Object.entries(written).map(([name, about]) => guideOf(name, `${name}.md`, about)),
    ...guidesIn('channels').map((name) =>
      guideOf(name, `channels/${name}.md`, aboutChannelPage(name)),
    ),
  ];
}
