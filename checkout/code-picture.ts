import encodeQR from 'qr';
import { html, type Html } from './html.ts';

/** Free modules around a code, which readers need. @see ISO/IEC 18004, section 5.3.8 */
const quiet = 4;

function runsOf(row: readonly boolean[], y: number): string {
  const runs: string[] = [];
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const from = x;
    while (row[x + 1] === true) x += 1;
    runs.push(`M${from} ${y}h${x - from + 1}v1h${from - x - 1}z`);
  }
  return runs.join('');
}

/**
 * A code to scan, dark on white whatever the page looks like: many readers know no other.
 *
 * @param label says what it is to who does not see it
 */
export function codePicture(content: string, label: string): Html {
  const rows = encodeQR(content, 'raw', { border: quiet });
  const size = rows.length;
  const path = rows.map((row, y) => runsOf(row, y)).join('');
  return html`<svg
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d="M0 0h${size}v${size}H0z" />
    <path fill="#000" d="${path}" />
  </svg>`;
}
