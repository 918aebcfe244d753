import { html, type Html } from './html.ts';

/** Drawn here: the shop loads no picture. */
const drawings: Readonly<Record<string, Html>> = {
  longjing: html`<path d="M34 44h52v46a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z" class="ink-2" />
    <path d="M30 30h60v14H30z" class="ink-1" />
    <path d="M60 84c-14-6-14-22 0-30 14 8 14 24 0 30z" class="paper" />
    <path d="M60 56v26" class="line" />`,
  gaiwan: html`<path d="M26 50h68c0 24-14 38-34 38S26 74 26 50z" class="paper-edge" />
    <path d="M34 44c4-12 14-17 26-17s22 5 26 17z" class="paper-edge" />
    <circle cx="60" cy="23" r="5" class="ink-1" />
    <path d="M30 94c6-5 54-5 60 0-8 5-52 5-60 0z" class="ink-2" />`,
  mooncakes: html`<circle cx="60" cy="60" r="36" class="ink-3" />
    <circle cx="60" cy="60" r="27" class="line" />
    <path
      d="M60 38c7 7 7 15 0 22-7-7-7-15 0-22zm0 44c-7-7-7-15 0-22 7 7 7 15 0 22zm-22-22c7-7 15-7 22 0-7 7-15 7-22 0zm44 0c-7 7-15 7-22 0 7-7 15-7 22 0z"
      class="line"
    />`,
  tasting: html`<path d="M22 36h76v16a8 8 0 0 0 0 16v16H22V68a8 8 0 0 0 0-16z" class="ink-1" />
    <path d="M44 40v40" class="dashes" />
    <path d="M56 52h30M56 61h22M56 70h26" class="light-line" />`,
};

/** The picture of a good; it says nothing that its name doesn't. */
export function pictureOf(good: string): Html {
  return html`<svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
    ${drawings[good] ?? null}
  </svg>`;
}

/** The shop's mark. */
export const mark = html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path d="M16 29C5 24 5 10 16 3c11 7 11 21 0 26z" class="ink-1" />
  <path d="M16 8v19" class="light-line" />
</svg>`;
