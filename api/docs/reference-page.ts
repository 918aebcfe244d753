import type { DocAddresses } from './doc-addresses.ts';
import { framePage } from './page-frame.ts';

/** `GET /docs/reference`: Swagger UI, served by us, reads `/openapi.json`. */
export function referencePage(addresses: DocAddresses): string {
  return framePage(
    {
      title: 'Reference',
      styles: ['swagger-ui.css'],
      scripts: ['swagger-ui-bundle.js', 'start-reference.js'],
      // Swagger UI brings the landmark and the main heading.
      within: 'div',
      html: `<div id="reference" data-contract="${addresses.contract}"></div>
<noscript><h1>Reference</h1>
<p>This page needs scripts. What it shows stands in <a href="${addresses.contract}"><code>openapi.json</code></a>, and at a glance in <a href="${addresses.guide('api')}">the HTTP interface</a>.</p></noscript>
`,
    },
    addresses,
  );
}
