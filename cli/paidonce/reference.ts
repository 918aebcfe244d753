import type { Argument, Command, Option } from 'commander';
import { exitCodes } from './exit-code.ts';
import { createProgram } from './program.ts';

const nowhere = {
  env: {},
  out: () => undefined,
  err: () => undefined,
  readInput: () => Promise.resolve(''),
  signal: new AbortController().signal,
};

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function argumentRow(one: Argument): string {
  const name = one.required ? `<${one.name()}>` : `[${one.name()}]`;
  return `| \`${name}\` | ${cell(one.description)} |`;
}

function optionRow(one: Option): string {
  const notes = [
    ...(one.mandatory ? ['required'] : []),
    ...(one.argChoices === undefined
      ? []
      : [one.argChoices.map((word) => `\`${word}\``).join(', ')]),
    ...(one.defaultValue === undefined ? [] : [`default ${String(one.defaultValue)}`]),
  ];
  const about = notes.length === 0 ? one.description : `${one.description} (${notes.join('; ')})`;
  return `| \`${one.flags}\` | ${cell(about)} |`;
}

function sectionOf(command: Command, path: string): string {
  const name = `${path} ${command.name()}`;
  if (command.commands.length > 0) {
    return command.commands.map((one) => sectionOf(one, name)).join('\n');
  }
  const rows = [...command.registeredArguments.map(argumentRow), ...command.options.map(optionRow)];
  const listed = rows.length === 0 ? '' : `\n| | |\n|---|---|\n${rows.join('\n')}\n`;
  return `### ${name}\n\n${command.description()}\n${listed}`;
}

const codes = Object.freeze({
  done: 'done',
  refused: 'refused; the problem and its code stand on standard error',
  wrongUsage: 'wrong usage; nothing was sent',
  unknown:
    'unknown whether it was done; repeat with the `--idempotency-key` that standard error names',
  unreachable: 'the server was not reached; nothing was done',
} satisfies Record<keyof typeof exitCodes, string>);

/** The page docs/command-line.md, made of the commands themselves. */
export function commandLinePage(): string {
  const ends = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | ${codes[name as keyof typeof codes]} |`,
  );
  const sections = createProgram(nowhere).commands.map((one) => sectionOf(one, 'paidonce'));
  return `# Command line

\`npm run paidonce -- COMMAND\` in this repository, or \`paidonce COMMAND\` where the package is installed. This page is made of the commands by \`npm run docs:commands\`.

\`\`\`sh
export PAIDONCE_URL=http://127.0.0.1:8080 PAIDONCE_KEY=…
npm run paidonce -- orders list --status paid
\`\`\`

\`PAIDONCE_URL\` is the address of the installation and \`PAIDONCE_KEY\` a key of a merchant or of role \`ops\`: a key is no option, because options stand in the list of processes. With \`--json\` a command prints JSON on standard output; what is for people goes to standard error.

## Exit codes

| code | means |
|---|---|
${ends.join('\n')}

## Commands

${sections.join('\n')}`;
}
