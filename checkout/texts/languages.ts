import { en } from './en.ts';
import { ptBr } from './pt-br.ts';
import type { Texts } from './texts.ts';
import { zhCn } from './zh-cn.ts';

/** The page's languages. */
export const languages: readonly Texts[] = Object.freeze([zhCn, en, ptBr]);

function byTag(tag: string): Texts | undefined {
  const wanted = tag.trim().toLowerCase();
  const exact = languages.find(({ language }) => language.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const [main] = wanted.split('-');
  return languages.find(({ language }) => language.toLowerCase().split('-')[0] === main);
}

function weightOf(part: string): number {
  const weight = /;\s*q=([0-9.]+)/.exec(part)?.[1];
  return weight === undefined ? 1 : Number(weight);
}

/**
 * The language to show: the one that was asked for, else the best of the browser's, else English.
 *
 * @param asked a language tag; anything else counts for nothing
 * @param accepted the header `Accept-Language`
 */
export function chooseLanguage(asked: string | null, accepted: string | undefined): Texts {
  const chosen = asked === null ? undefined : byTag(asked);
  if (chosen !== undefined) return chosen;
  const preferred = (accepted ?? '')
    .split(',')
    .filter((part) => weightOf(part) > 0)
    .toSorted((one, other) => weightOf(other) - weightOf(one));
  for (const part of preferred) {
    const found = byTag(part.split(';')[0] ?? '');
    if (found !== undefined) return found;
  }
  return en;
}
