import { posix } from 'node:path';
import type { TextFile, Tree } from './tree.ts';

/** Made by `npm run build`, out of more than one source. */
const built = new Set(['build/', 'build/workflow-bundle.js']);

const code = /```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g;
const path = /^\.?[\w-][\w.-]*(?:\/[\w.-]+)*\/?$/;
const source = /[\w-]\.(?:ts|js|cjs|sql|sh|yml|md)$/;
/** `channels/NAME/`, `DIR/logs`: whoever reads puts something in its place. */
const placeholder = /(?:^|\/)[A-Z_]+(?:\/|$)|\/NAME\./;

function isPath(text: string, tops: ReadonlySet<string>): boolean {
  if (!path.test(text) || placeholder.test(text)) return false;
  const [top = ''] = text.split('/');
  return source.test(text) || (text.includes('/') && tops.has(`${top}/`));
}

/** What is compiled is there if its source is. */
function sourceOf(named: string): string {
  return named.startsWith('build/') ? named.slice(6).replace(/\.js$/, '.ts') : named;
}

/** Paths in backticks that are not there, from the top or from the page's own folder; as sentences. */
export function missingPaths({ paths }: Tree, page: TextFile): string[] {
  const tops = new Set([...paths].filter((one) => /^[^/]+\/$/.test(one)).concat('build/'));
  const words = [...page.text.matchAll(code)].flatMap(([, block, span]) =>
    (block ?? span ?? '').split(/[\s"'(),;]+/),
  );
  return words
    .filter((word) => isPath(word, tops) && !built.has(word))
    .filter((word) => {
      const named = sourceOf(word);
      const beside = posix.join(posix.dirname(page.path), named);
      return ![named, `${named}/`, beside, `${beside}/`].some((one) => paths.has(one));
    })
    .map((word) => `${page.path} names ${word}, which is not there`);
}
