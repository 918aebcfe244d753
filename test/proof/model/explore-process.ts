import { explore } from './explore.ts';
import { settingNamed } from './settings.ts';

/** One process of the proof: explores each setting that it gets by name. */
process.on('message', (name) => {
  process.send?.(explore(settingNamed(String(name))));
});
