import { channels } from '../../channels/registry.ts';

const [first] = channels;
const [method] = Object.keys(first?.methods ?? {});

/** What the contract's examples show: a channel that this build has. */
export const exampleChannel = { channel: first?.name ?? '', method: method ?? '' };

/** Its name as people say it. */
export const exampleTitle = first?.title ?? '';
