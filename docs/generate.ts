import { writeFileSync } from 'node:fs';
import { envExample, settingsPage } from './settings-page.ts';
import { wordsPage } from './words-page.ts';

/** `npm run docs`: writes what is made from the code. */
const root = new URL('../', import.meta.url);
writeFileSync(new URL('docs/settings.md', root), settingsPage());
writeFileSync(new URL('.env.example', root), envExample());
writeFileSync(new URL('docs/words.md', root), wordsPage());
