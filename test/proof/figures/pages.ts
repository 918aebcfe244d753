import { everyProof, type RunName, runNames } from './proofs.ts';
import type { Run, Summary } from './summary.ts';

type Proof = (typeof everyProof)[number];
type Named = Readonly<{ name: string; run: Run }>;

const count = new Intl.NumberFormat('en');
const notRecorded = 'not recorded';

function shown(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return notRecorded;
  return typeof value === 'number' ? count.format(value) : value;
}

/** `boundToQuiescenceSeconds` for people. */
function title(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function runOf(summary: Summary, name: string): Run | undefined {
  return runNames.some((one) => one === name) ? summary[name as RunName] : undefined;
}

function table({ meanings }: Proof, runs: readonly Named[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const row = (name: string, of: (run: Run) => string, meaning: string): string =>
    line([name, ...runs.map(({ run }) => of(run)), meaning]);
  return [
    line(['', ...runs.map(({ name }) => name), 'what it means']),
    line(['---', ...runs.map(() => '--:'), '---']),
    row('date', ({ date }) => date.slice(0, 10), 'when it ended'),
    row('commit', ({ commit }) => shown(commit), 'of the source it ran on'),
    row('node', ({ node }) => shown(node), 'version of Node'),
    row('seconds', ({ seconds }) => shown(seconds), 'from its start to its end'),
    ...Object.entries(meanings).map(([key, meaning]) =>
      row(title(key), ({ figures }) => shown(figures[key]), meaning),
    ),
  ].join('\n');
}

function section(proof: Proof, summary: Summary): string {
  const forms = Object.entries(proof.forms).map(([name, command]) => {
    const run = runOf(summary, name);
    return { name, command: run?.command ?? command, run };
  });
  const ran = forms.flatMap(({ name, run }) => (run === undefined ? [] : [{ name, run }]));
  const commands = forms.map(
    ({ name, command, run }) =>
      `- ${name}: \`${command}\`${run === undefined ? ' (has left no figures yet)' : ''}`,
  );
  const parts = [proof.about, commands.join('\n'), ran.length === 0 ? [] : table(proof, ran)];
  return [`## ${proof.title}`, ...parts.flat(), `Rows: ${proof.rows}.`].join('\n\n');
}

const head = `# Figures

What each command found when it last ran in each of its forms, and what that means. Each writes its sums into [figures.json](figures.json) as it ends; \`npm run proof:page\` makes this page of them. No figure is written by hand. What they are to show: [guarantees.md](guarantees.md).

The single rows are not in git. Each command prints them, so the log of \`.ci/run\` has those of \`npm run proof\`, and leaves them as JSON in \`.figures/\`, which git ignores: those of model full in \`.figures/model-full.json\`. Whoever wants them runs the command as it stands below, with the seed of the last run where it draws at random.`;

/** The text of docs/figures.md. */
export function figuresPage(summary: Summary): string {
  const sections = everyProof.map((proof) => section(proof, summary));
  return `${[head, ...sections].join('\n\n')}\n`;
}

const place = /<!--f ([a-z ]+)\.(\w+)-->.*?<!--\/f-->/g;

/**
 * A page with the figures of the last runs in their places, `<!--f chaos full.orders-->1,000<!--/f-->`.
 *
 * @throws if a place names a figure that no run left
 */
export function withFigures(page: string, summary: Summary): string {
  return page.replace(place, (_whole, name: string, key: string) => {
    const run = runOf(summary, name);
    const value = key === 'date' ? run?.date.slice(0, 10) : run?.figures[key];
    if (value === undefined) throw new Error(`The page asks for ${name}.${key}; no run left it.`);
    return `<!--f ${name}.${key}-->${shown(value)}<!--/f-->`;
  });
}
