import { languages } from './receiver.ts';
import { tellReceiver } from './stories.ts';

for (const language of languages.filter((one) => one.name !== 'node')) tellReceiver(language);
