import type { Story } from './story.ts';
import type { Violation } from './violation.ts';

/**
 * How a printed test gets a value: what to import, from which file, and the expression to write.
 */
export type Source = Readonly<{ name: string; from: string; expression: string }>;

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/**
 * The text of a vitest test that plays a story again and is red until the rule
 * is corrected. Put it beside this file as `NAME.test.ts`.
 *
 * @param setting what makes the story's setting
 * @param rules the rules to play it under; null: the production rules
 */
export function readyTest(
  violation: Violation,
  story: Story,
  setting: Source,
  rules: Source | null = null,
): string {
  const imports = [setting, ...(rules === null ? [] : [rules])].map(
    ({ name, from }) => `import { ${name} } from ${quoted(from)};`,
  );
  const under = rules === null ? '' : `, ${rules.expression}`;
  const title = `${violation.invariant}: it is not so that ${violation.complaint}`;
  return [
    "import { expect, test } from 'vitest';",
    "import { replay } from './replay.ts';",
    ...imports,
    '',
    `test(${quoted(title)}, () => {`,
    '  const story = [',
    ...story.map(({ label }) => `    ${quoted(label)},`),
    '  ];',
    `  expect(replay(${setting.expression}, story${under})).toBeNull();`,
    '});',
    '',
  ].join('\n');
}
