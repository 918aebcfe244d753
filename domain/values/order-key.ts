/** Names an order: order ids are the merchant's own, so both parts are needed. */
export type OrderKey = Readonly<{ merchant: string; orderId: string }>;

/** `merchant/order id`, as it travels in each channel's pass-through field. */
export function orderReference(key: OrderKey): string {
  return `${key.merchant}/${key.orderId}`;
}
