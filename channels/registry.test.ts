import { expect, test } from 'vitest';
import { channelByName, channels } from './registry.ts';

test('Each channel is found by its own name, and by no other', () => {
  for (const channel of channels) expect(channelByName(channel.name)).toBe(channel);
  expect(channelByName('nobody')).toBeUndefined();
  expect(new Set(channels.map(({ name }) => name)).size).toBe(channels.length);
});
