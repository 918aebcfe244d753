import type { PhoneView } from './simulated-channel.ts';

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

const style = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #e9ecef; }
  main { width: min(22rem, 92vw); background: #fff; color: #1b1f23; border-radius: 1.5rem;
    padding: 2rem 1.5rem; box-shadow: 0 1rem 3rem rgb(0 0 0 / .15); text-align: center; }
  h1 { font-size: 1rem; font-weight: 600; color: #08752f; margin: 0 0 1.5rem; }
  .amount { font-size: 2.75rem; font-weight: 700; margin: .25rem 0; }
  .number { font: .75rem ui-monospace, monospace; color: #57606a; overflow-wrap: anywhere; }
  button { width: 100%; min-height: 3rem; margin-top: .75rem; border: 0; border-radius: .75rem;
    font: inherit; font-weight: 600; cursor: pointer; background: #08752f; color: #fff; }
  button.quiet { background: #eaeef2; color: #1b1f23; }
  .note { margin-top: 2rem; font-size: .75rem; color: #57606a; }`;

function layout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>
<body><main>${content}<p class="note">Sandbox: no real money moves here.</p></main></body></html>`;
}

function scanForm({ scanLabel }: PhoneView, action: string): string {
  if (scanLabel === undefined) return '';
  const button = `<button class="quiet">${escapeHtml(scanLabel)}</button>`;
  return `<form method="post" action="${action}">${button}</form>\n`;
}

function actions(view: PhoneView, channel: string, query: string): string {
  const path = `/phone/${channel}/${encodeURIComponent(view.number)}`;
  switch (view.state) {
    case 'payable':
      return `${scanForm(view, `${path}/scan${escapeHtml(query)}`)}<form method="post" action="${path}/pay${escapeHtml(query)}"><button>Pay</button></form>
<form method="post" action="${path}/decline${escapeHtml(query)}"><button class="quiet">Decline</button></form>`;
    case 'paying':
      return `<p role="status">Paying… ${escapeHtml(view.reason)}.</p>`;
    case 'paid':
      return `<p role="status">Paid. Thank you.</p>`;
    case 'unpayable':
      return `<p role="status">This can’t be paid: ${escapeHtml(view.reason)}.</p>`;
    default:
      return view.state satisfies never;
  }
}

/** Where the page leads back to, and what was just done on it. */
export type PhonePageState = Readonly<{
  channel: string;
  /** The query string to keep, with its question mark, or empty. */
  query: string;
  declined: boolean;
  /** An http(s) address of the shop, if the caller gave one. */
  backUrl: string | undefined;
}>;

/** The shopper's phone with one payment on it. */
export function phonePage(view: PhoneView, state: PhonePageState): string {
  const declined = state.declined ? '<p role="status">Declined. You can still pay.</p>' : '';
  const back =
    state.backUrl === undefined
      ? ''
      : `<p><a href="${escapeHtml(state.backUrl)}">Back to the shop</a></p>`;
  return layout(
    `${view.channelTitle}: ${view.amount}`,
    `<h1>${escapeHtml(view.channelTitle)}</h1><p>${escapeHtml(view.description)}</p>
<p class="amount">${escapeHtml(view.amount)}</p><p class="number">${escapeHtml(view.number)}</p>
${declined}${actions(view, state.channel, state.query)}${back}`,
  );
}

/** A page that says one thing, such as that nothing is known of a code. */
export function messagePage(message: string): string {
  return layout('Sandbox phone', `<p role="status">${escapeHtml(message)}</p>`);
}
