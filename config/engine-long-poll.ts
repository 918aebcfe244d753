import { z } from 'zod';

/**
 * `PAIDONCE_ENGINE_LONG_POLL_S`: how long the engine holds a worker's poll that brings nothing, in
 * seconds. To be set where the engine's `matching.longPollExpirationInterval` is not one minute.
 */
export const engineLongPollSchema = z.coerce.number().int().min(1).max(3_600).default(60);
