/** Something the shop sells. */
export type Good = Readonly<{
  id: string;
  name: string;
  about: string;
  /** Minor units of CNY. The shop's own price: a browser is never asked for one. */
  price: number;
}>;

/** All the shop has. */
export const goods: readonly Good[] = Object.freeze([
  {
    id: 'longjing',
    name: 'Longjing green tea',
    about: '50 g, picked before the spring rain',
    price: 6800,
  },
  { id: 'gaiwan', name: 'White gaiwan', about: 'Porcelain cup with lid and saucer', price: 4500 },
  { id: 'mooncakes', name: 'Mooncakes', about: 'Four of them, lotus seed', price: 12_800 },
  { id: 'tasting', name: 'Tea tasting', about: 'One seat, Saturday at three', price: 1999 },
]);

/** @returns null for what the shop doesn't have */
export function goodOf(id: string): Good | null {
  return goods.find((one) => one.id === id) ?? null;
}
