import type { Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import { z } from 'zod';

const pixelsSchema = z.object({
  width: z.number(),
  height: z.number(),
  /** Red, green, blue, alpha; base64. */
  rgba: z.base64(),
});

/** How much of the page around the code a camera sees, CSS pixels. */
const around = 24;

/** Generous, as the machine may be busy; a code that can be read is read at once. */
const patienceMs = 2_000;

/** A PNG's pixels: the browser itself reads it, so that we need no decoder of it. */
const readPixels = (png: string): string => `(async () => {
  const answer = await fetch('data:image/png;base64,${png}');
  const image = await createImageBitmap(await answer.blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  let bytes = '';
  for (const byte of data) bytes += String.fromCharCode(byte);
  return { width, height, rgba: btoa(bytes) };
})()`;

/**
 * Reads a code as the shopper's phone does: from a picture of the screen.
 *
 * @param selector what holds the code
 * @throws Error where there is no code that can be read
 */
export async function decodeQr(page: Page, selector: string): Promise<string> {
  const place = page.locator(selector);
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new Error(`nothing is shown at ${selector}`);
  const x = Math.max(0, box.x - around);
  const y = Math.max(0, box.y - around);
  const width = box.width + 2 * around;
  const height = box.height + 2 * around;
  const picture = await page.screenshot({ clip: { x, y, width, height } });

  // The page's own policy would stop the reading.
  const context = await page.context().browser()?.newContext();
  if (context === undefined) throw new Error('the browser has ended');
  try {
    const blank = await context.newPage();
    const read = await blank.evaluate(readPixels(picture.toString('base64')));
    const { rgba, ...size } = pixelsSchema.parse(read);
    const data = Uint8ClampedArray.from(Buffer.from(rgba, 'base64'));
    return decodeQR({ ...size, data }, { timeLimit: patienceMs });
  } finally {
    await context.close();
  }
}
