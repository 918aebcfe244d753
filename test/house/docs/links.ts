import { posix } from 'node:path';
import { anchorOf } from '../../../api/docs/heading-anchor.ts';
import type { TextFile, Tree } from './tree.ts';

const fence = /^( *)```[\s\S]*?^\1```/gm;

function anchorsOf(page: string): string[] {
  const headings = page.replace(fence, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading = '']) => anchorOf(heading));
}

/** What is wrong with a link to `target#anchor`, or null. */
function fault({ paths, files }: Tree, target: string, anchor: string | undefined): string | null {
  if (!paths.has(target) && !paths.has(`${target}/`)) return 'is not there';
  if (anchor === undefined) return null;
  const page = files.find((one) => one.path === target);
  return page !== undefined && anchorsOf(page.text).includes(anchor) ? null : 'has no such heading';
}

/** Links of a page that lead nowhere in this repository, as sentences. */
export function deadLinks(tree: Tree, page: TextFile): string[] {
  const prose = page.text.replace(fence, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [name = '', anchor] = link.split('#');
    const target = name === '' ? page.path : posix.join(posix.dirname(page.path), name);
    const wrong = fault(tree, target, anchor);
    return wrong === null ? [] : [`${page.path} links to ${link}: ${wrong}`];
  });
}

const citedPage = /(?<![\w/.-])((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.md)(?:#([\w-]+))?/g;

/** Pages that code names by path and that are not there, as sentences. */
export function deadPages(tree: Tree, code: TextFile): string[] {
  return [...code.text.matchAll(citedPage)].flatMap(([cited, name = '', anchor]) => {
    const beside = posix.join(posix.dirname(code.path), name);
    const targets = [name, beside, `docs/${name}`];
    const isThere = targets.some((target) => fault(tree, target, anchor) === null);
    return isThere ? [] : [`${code.path} cites ${cited}, which is not there`];
  });
}
