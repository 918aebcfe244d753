/** What the worker's bundle exports: one workflow type each. */
export { order } from './order/order.ts';
