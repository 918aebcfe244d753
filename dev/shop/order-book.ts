import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../private-file.ts';
import { type ShopOrder, shopOrderSchema } from './shop-order.ts';

const numberForm = /^T-[0-9A-HJKMNP-TV-Z]{12}$/;
const placeSchema = z.object({ read_to: z.string() });

/**
 * The shop's orders, a file each. Every change is on the disk, whole, before `change` returns: a
 * shop that is killed has lost nothing that it answered for.
 */
export type OrderBook = Readonly<{
  /** @returns null for a number that is none of ours */
  find: (number: string) => ShopOrder | null;
  /** Writes an order down, unless its number is there. @returns the order under that number */
  add: (order: ShopOrder) => ShopOrder;
  /** @returns the order as it stands now; null for a number that is none of ours */
  change: (number: string, changed: (order: ShopOrder) => ShopOrder) => ShopOrder | null;
  /** How far PaidOnce's events were read; `0`: not at all. */
  readTo: () => string;
  keepReadTo: (cursor: string) => void;
}>;

/** @param folder made if it is not there */
export function openOrderBook(folder: string): OrderBook {
  const orders = join(folder, 'orders');
  mkdirSync(orders, { recursive: true, mode: 0o700 });
  const place = join(folder, 'events.json');
  // A number from outside names a file only after it has a number's form.
  const pathOf = (number: string): string | null =>
    numberForm.test(number) ? join(orders, `${number}.json`) : null;
  const find = (number: string): ShopOrder | null => {
    const path = pathOf(number);
    if (path === null || !existsSync(path)) return null;
    return shopOrderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  };
  const write = (order: ShopOrder): ShopOrder => {
    const path = pathOf(order.number);
    if (path === null) throw new TypeError(`${order.number} is no order number. Nothing was kept.`);
    writePrivateFile(path, `${JSON.stringify(order)}\n`);
    return order;
  };
  return Object.freeze<OrderBook>({
    find,
    add: (order) => find(order.number) ?? write(order),
    change: (number, changed) => {
      const order = find(number);
      if (order === null) return null;
      const now = changed(order);
      return now === order ? order : write(now);
    },
    readTo: () =>
      existsSync(place) ? placeSchema.parse(JSON.parse(readFileSync(place, 'utf8'))).read_to : '0',
    keepReadTo: (cursor) => writePrivateFile(place, `${JSON.stringify({ read_to: cursor })}\n`),
  });
}
