import type { Addresses } from '../kit/addresses.ts';
import { Shop, Street } from '../kit/shop.ts';

const atOnce = 8;

/** Makes orders and pays each, a few at a time; resolves when all are paid. */
export async function payOrders(addresses: Addresses, count: number): Promise<void> {
  const shop = new Shop(addresses);
  const street = new Street(addresses);
  const left = { count };
  const payer = async (): Promise<void> => {
    while (left.count > 0) {
      left.count -= 1;
      const id = await shop.order();
      const attempt = await shop.pay(id);
      await shop.until(id, (order) => order.attempts[0]?.status === 'offered');
      await street.pay(String(attempt.body.id));
      await shop.until(id, (order) => order.status === 'paid');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, payer));
}
