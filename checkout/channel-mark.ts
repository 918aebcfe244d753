import { html, type Html } from './html.ts';

/** Drawn by us: a letter on the channel's colour. None of them is a trade mark's picture. */
const marks: Readonly<Record<string, Readonly<{ sign: string; colour: string }>>> = {
  wechat: { sign: '微', colour: '#07873c' },
  alipay: { sign: '支', colour: '#0f62c9' },
};

/** The small sign before a channel's name. A channel without one has the first letter of its name. */
export function channelMark(channel: string, title: string): Html {
  const { sign, colour } = marks[channel] ?? {
    sign: title.slice(0, 1).toUpperCase(),
    colour: '#56606e',
  };
  return html`<svg class="mark" aria-hidden="true" viewBox="0 0 32 32">
    <rect width="32" height="32" rx="8" fill="${colour}" />
    <text x="16" y="22.5" text-anchor="middle" font-size="18" font-weight="600" fill="#fff">
      ${sign}
    </text>
  </svg>`;
}
