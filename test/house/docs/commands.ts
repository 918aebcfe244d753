/** Fenced blocks of these languages are pictures; their words are translated. */
const pictures = new Set(['mermaid']);

const fenced = /^```(\w*)\n([\s\S]*?)^```/gm;

/** The commands of a page, as its fenced blocks have them, in order. */
export function commandsOf(page: string): string[] {
  return [...page.matchAll(fenced)].flatMap(([, language = '', block = '']) =>
    pictures.has(language) ? [] : [block],
  );
}

/** What the sentences of a page name in backticks: files, codes, settings; the same in every language. */
export function codeWordsOf(page: string): string[] {
  const prose = page.replace(fenced, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
}

/** Which pages the links of a page lead to; one in another language is the same page. */
export function linksOf(page: string): string[] {
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.map((link) => link.replace(/\.zh-CN\.md$/, '.md'));
}
