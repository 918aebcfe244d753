import { createHash } from 'node:crypto';
import { docAddresses } from './doc-addresses.ts';
import { pictureNames, readAsset } from './doc-files.ts';
import { guidePage } from './guide-page.ts';
import { readGuides } from './guides.ts';
import { indexPage } from './index-page.ts';
import { problemPage } from './problem-page.ts';
import { problemSections } from './problem-sections.ts';
import { referencePage } from './reference-page.ts';

/** A page or a file, ready to be sent. */
export type ServedDoc = Readonly<{ type: string; body: Buffer; etag: string }>;

/** Everything under `/docs`, by its path from there: ``, `reference`, `guides/rules`. */
export type ServedDocs = Readonly<{ find: (path: string) => ServedDoc | undefined }>;

/** The whole list, besides the pictures: nothing else of the package is served. */
const assets = [
  ['docs.css', 'ours', 'text/css'],
  ['icon.svg', 'ours', 'image/svg+xml'],
  ['start-reference.js', 'ours', 'text/javascript'],
  ['swagger-ui.css', 'swagger-ui', 'text/css'],
  ['swagger-ui-bundle.js', 'swagger-ui', 'text/javascript'],
] as const;

/** The benchmarks draw plots, persons take pictures of screens. */
function pictureType(name: string): string {
  return name.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
}

function served(type: string, body: Buffer): ServedDoc {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { type, body, etag: `"${hash}"` };
}

function makeAll(publicUrl: string): ReadonlyMap<string, ServedDoc> {
  const guides = readGuides();
  const addresses = docAddresses(publicUrl, guides);
  const page = (html: string): ServedDoc => served('text/html', Buffer.from(html));
  const problems = guides.find(({ name }) => name === 'problems')?.text ?? '';
  return new Map([
    ['', page(indexPage(guides, addresses))],
    ['reference', page(referencePage(addresses))],
    ...guides.map((guide) => [`guides/${guide.name}`, page(guidePage(guide, addresses))] as const),
    ...[...problemSections(problems)].map(
      ([code, text]) => [`problems/${code}`, page(problemPage(code, text, addresses))] as const,
    ),
    ...pictureNames().map(
      (name) => [`assets/${name}`, served(pictureType(name), readAsset(name, 'pictures'))] as const,
    ),
    ...assets.map(
      ([name, from, type]) => [`assets/${name}`, served(type, readAsset(name, from))] as const,
    ),
  ]);
}

/**
 * The pages and their files. They are made once, when the first is asked for.
 *
 * @param publicUrl where the API is reached, without a slash at its end
 */
export function serveDocs(publicUrl: string): ServedDocs {
  let all: ReadonlyMap<string, ServedDoc> | undefined;
  return {
    find: (path) => {
      all ??= makeAll(publicUrl);
      return all.get(path);
    },
  };
}
