/**
 * `npm run screens`: draws every state of the cashier page in each language, on a phone and on a
 * desktop, into `docs/screens/`, for people to look at. Ends with 1 where axe has something against
 * one, where it is wider than the screen, or where anything went wrong on it.
 *
 * `-- --only TEXT` draws the states whose name contains it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../../dev/own-process.ts';
import { axe } from '../kit/browser/axe.ts';
import { shareBrowser } from '../kit/browser/shared-browser.ts';
import { openWatchedPage, type WatchedPage } from '../kit/browser/watched-page.ts';
import { startPaidOnce } from '../kit/paidonce.ts';
import { scenes, type Scene, showScene } from './cashier-scenes.ts';
import { CashierStage, type PageLanguage, pageLanguages } from './cashier-stage.ts';

const folder = join(projectFolder, 'docs', 'screens');
/** CSS pixels: a phone, a desktop. */
const widths = [360, 1_280] as const;
/** Also drawn in the dark. */
const inTheDark = new Set(['choose', 'waiting', 'paid']);

type Picture = Readonly<{
  scene: Scene;
  language: PageLanguage;
  width: number;
  colorScheme?: 'dark';
}>;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

function pictures(): Picture[] {
  return scenes
    .filter(({ name }) => name.includes(values.only))
    .flatMap((scene) =>
      widths.flatMap((width) => [
        ...pageLanguages.map((language) => ({ scene, language, width })),
        ...(inTheDark.has(scene.name)
          ? [{ scene, language: 'en', width, colorScheme: 'dark' } as const]
          : []),
      ]),
    );
}

function fileOf({ scene, language, width, colorScheme }: Picture): string {
  const dark = colorScheme === undefined ? '' : '-dark';
  return join(folder, language, `${scene.name}-${width}${dark}.png`);
}

/** What a machine has against the page, as sentences. */
async function draw(stage: CashierStage, picture: Picture): Promise<string[]> {
  const { scene, ...look } = picture;
  const page = await showScene(stage, scene, look);
  const file = fileOf(picture);
  mkdirSync(join(folder, picture.language), { recursive: true });
  // Two frames, so that what appears has appeared.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  writeFileSync(file, await page.screenshot({ fullPage: true, animations: 'disabled' }));
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  return [...(await axe(page)), ...(isWide === true ? ['it is wider than the screen'] : [])];
}

const [paidonce, { browser, stop }] = await Promise.all([
  startPaidOnce({ timeScale: 0.05 }),
  shareBrowser(),
]);
let count = 1_000;
const opened: WatchedPage[] = [];
const stage = new CashierStage(
  paidonce,
  async (settings) => {
    const watched = await openWatchedPage(browser, settings);
    opened.push(watched);
    return watched.page;
  },
  () => ({ id: `A-${(count += 1)}`, description: 'Two concert tickets' }),
);
try {
  for (const picture of pictures()) {
    const against = await draw(stage, picture);
    for (const { faults, close } of opened.splice(0)) {
      against.push(...faults());
      await close();
    }
    process.stdout.write(`${fileOf(picture)}\n${against.map((one) => `  ${one}\n`).join('')}`);
    if (against.length > 0) process.exitCode = 1;
  }
} finally {
  await stop();
  await paidonce.stop();
}
