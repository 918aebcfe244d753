import type { Channel } from './channel.ts';

/**
 * Rule 20: the methods that are not offered while the answers to an account can't be believed.
 *
 * @see docs/rules.md rule 20
 */
export function pausedMethods(
  { methods, isOfferedUnasked }: Pick<Channel, 'methods' | 'isOfferedUnasked'>,
  isDistrusted: boolean,
): string[] {
  return isDistrusted ? Object.keys(methods).filter(isOfferedUnasked) : [];
}
