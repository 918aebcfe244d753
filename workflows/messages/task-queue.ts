/** Each channel has a queue of its own, so that it has its own limits and holds up no other. */
export function channelTaskQueue(channel: string): string {
  return `channel-${channel}`;
}
