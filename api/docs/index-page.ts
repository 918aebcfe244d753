import { problemCodes } from '../problems/problem-codes.ts';
import type { DocAddresses } from './doc-addresses.ts';
import type { Guide } from './guides.ts';
import { htmlText } from '../../checkout/html-text.ts';
import { framePage } from './page-frame.ts';

function guideEntry({ name, title, about }: Guide, addresses: DocAddresses): string {
  return `<li><a href="${addresses.guide(name)}">${htmlText(title)}</a>: ${htmlText(about)}</li>`;
}

function problemEntry(code: string, title: string, addresses: DocAddresses): string {
  return `<li><a href="${addresses.problem(code)}"><code>${code}</code></a> ${htmlText(title)}</li>`;
}

/** `GET /docs`. */
export function indexPage(guides: readonly Guide[], addresses: DocAddresses): string {
  const problems = Object.entries(problemCodes);
  return framePage(
    {
      title: 'Documentation',
      html: `<h1>PaidOnce</h1>
<p>PaidOnce takes payments for orders through several channels and makes sure that <strong>an order is charged once</strong>. A shopper may click twice, scan two codes, pay by two channels, or pay late: in the end the order is paid once, and all other money is on its way back.</p>
<h2 id="reference">Reference</h2>
<p><a href="${addresses.reference}">Every call, field and answer</a>, made of the contract of this installation, <a href="${addresses.contract}"><code>openapi.json</code></a> (OpenAPI 3.1).</p>
<h2 id="guides">Guides</h2>
<ul>
${guides.map((guide) => guideEntry(guide, addresses)).join('\n')}
</ul>
<h2 id="problems">Problems</h2>
<p>Every error has a code, and every code a page: what happened, what it means for the money, what to do.</p>
<ul class="codes">
${problems.map(([code, { title }]) => problemEntry(code, title, addresses)).join('\n')}
</ul>
`,
    },
    addresses,
  );
}
