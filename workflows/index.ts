/** What the workers' bundle exports: one workflow type each. */
export { notices } from './notices/notices.ts';
export { order } from './order/order.ts';
