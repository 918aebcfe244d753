/** Every channel has a queue of its own: its limits are the engine's settings, and none holds up another. */
export function channelTaskQueue(channel: string): string {
  return `channel-${channel}`;
}
