import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { anchorOf } from '../../../api/docs/heading-anchor.ts';
import { invariantNames } from '../../proof/chaos/judge/violation.ts';
import { citedInvariants, citedRules, invariantsOf, rulesOf, unknown } from './citations.ts';
import { deadLinks, deadPages } from './links.ts';
import { missingPaths } from './named-paths.ts';
import { readTree, type TextFile } from './tree.ts';

const tree = readTree(projectFolder);
const here = 'test/house/docs/pages.test.ts';
const pages = tree.files.filter((one) => one.path.endsWith('.md'));
const code = tree.files.filter((one) => !one.path.endsWith('.md') && one.path !== here);

function pageAt(path: string): TextFile {
  const page = pages.find((one) => one.path === path);
  if (page === undefined) throw new Error(`There is no page ${path}.`);
  return page;
}

const rulesPage = pageAt('docs/rules.md').text;
const rules = rulesOf(rulesPage);
const invariants = invariantsOf(rulesPage);

describe('the rules are in the repository', () => {
  test('every rule number that code, tests and pages cite stands in docs/rules.md', () => {
    const cited = [...code, ...pages].flatMap(citedRules);
    expect(cited.length).toBeGreaterThan(400);
    expect(unknown(cited, rules)).toEqual([]);
  });

  test('every invariant that a test is named after stands there, and each has such a test', () => {
    const cited = code.flatMap(citedInvariants);
    expect(unknown(cited, invariants)).toEqual([]);
    expect(invariants.filter((name) => !cited.some((one) => one.cited === name))).toEqual([]);
  });

  test('the judge of the kill tests, and the promises, know these invariants alone', () => {
    expect(invariantNames.filter((name) => !invariants.includes(name))).toEqual([]);
    const promised = invariantsOf(pageAt('docs/guarantees.md').text);
    expect(promised.length).toBeGreaterThan(10);
    expect(promised.filter((name) => !invariants.includes(name))).toEqual([]);
  });

  test('the rules are numbered from 1 without a gap; each names its files, or is not built', () => {
    expect(rules).toEqual(rules.map((_, place) => String(place + 1)));
    const sections = rulesPage.split(/^### /m).slice(1);
    const silent = sections.filter((one) => !/^Held in `/m.test(one) && !one.includes('Not built'));
    expect(silent.map((one) => one.split('\n')[0])).toEqual([]);
  });
});

describe('what pages and code point at is there', () => {
  test('every link between pages, and the heading it leads to', () => {
    expect(pages.flatMap((page) => deadLinks(tree, page))).toEqual([]);
  });

  test('every page that code cites, and its heading', () => {
    expect(code.flatMap((file) => deadPages(tree, file))).toEqual([]);
  });

  test('every path that a page names in backticks', () => {
    expect(pages.flatMap((page) => missingPaths(tree, page))).toEqual([]);
  });

  test('every table that the migrations make stands in the list of the architecture', () => {
    const [, section = ''] = pageAt('docs/architecture.md').text.split('\n## The ledger\n');
    const migrations = code.filter((one) => one.path.startsWith('ledger/migrations/'));
    const made = migrations.flatMap(({ text }) =>
      [...text.matchAll(/^create table (\w+)/gm)].map(([, name = '']) => name),
    );
    expect(made.length).toBeGreaterThan(20);
    expect(made.filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });

  test('the README leads a newcomer to every page, and to the files asked for first', () => {
    const { text } = pageAt('README.md');
    const written = pages.map((page) => page.path).filter((path) => path.startsWith('docs/'));
    expect(written.length).toBeGreaterThan(12);
    expect(written.filter((path) => !text.includes(`(${path})`))).toEqual([]);
    const first = ['domain/README.md', 'domain/order/expiry.ts', 'channels/wechat/error-table.ts'];
    for (const path of [...first, 'api/all-routes.ts']) expect(text).toContain(path);
  });
});

describe('what is planted is found', () => {
  const planted = (text: string, path = 'docs/planted.md'): TextFile => ({ path, text });

  test('a rule that is none, also over the end of a line', () => {
    const text = '// As rules 1, 7\n// and 99 want, and Rule 98: say.\n/** Rule\n * 97 */';
    expect(unknown(citedRules(planted(text)), rules)).toEqual([
      'docs/planted.md cites 99',
      'docs/planted.md cites 98',
      'docs/planted.md cites 97',
    ]);
  });

  test('an invariant that is none', () => {
    const text = "test('no-guess: it is so', f);\ntest.each(rows)('no-hope: %s', f);";
    expect(unknown(citedInvariants(planted(text)), invariants)).toEqual([
      'docs/planted.md cites no-hope',
    ]);
  });

  test('a link to no page, to no heading, and none in code', () => {
    const text = '[a](rules.md#rule-1-pay) [b](nowhere.md) [c](rules.md#rule-99) `[d](no.md)`';
    expect(deadLinks(tree, planted(text))).toEqual([
      'docs/planted.md links to nowhere.md: is not there',
      'docs/planted.md links to rules.md#rule-99: has no such heading',
    ]);
    expect(anchorOf('Attention: what waits for a `person`')).toBe(
      'attention-what-waits-for-a-person',
    );
  });

  test('a page that code cites and that is not there, or has no such heading', () => {
    const text = '@see docs/rules.md rule 1, docs/api.md#errors, house.md, docs/api.md#dreams';
    expect(deadPages(tree, planted(text, 'api/planted.ts'))).toEqual([
      'api/planted.ts cites house.md, which is not there',
      'api/planted.ts cites docs/api.md#dreams, which is not there',
    ]);
  });

  test('a path that is not there, and no placeholder', () => {
    const text = [
      '`domain/decide/decide.ts`, `domain/dream.ts`, `test/dream`, `channels/NAME/`, `Dream.ts`',
      '```sh\nnode build/api/main.js; node build/api/dream.js\n```',
    ].join('\n');
    expect(missingPaths(tree, planted(text))).toEqual([
      'docs/planted.md names domain/dream.ts, which is not there',
      'docs/planted.md names test/dream, which is not there',
      'docs/planted.md names Dream.ts, which is not there',
      'docs/planted.md names build/api/dream.js, which is not there',
    ]);
  });
});
