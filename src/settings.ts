import { accessSettings } from './settings/access.ts';
import { discordSettings } from './settings/discord.ts';
import { limitSettings } from './settings/limits.ts';
import { nemoSettings } from './settings/nemo.ts';
import { operatorSettings } from './settings/operators.ts';
import { runningSettings } from './settings/running.ts';
import { storageSettings } from './settings/storage.ts';
import { telegramSettings } from './settings/telegram.ts';
import { webLimitSettings } from './settings/web-limits.ts';
import { webSettings } from './settings/web.ts';

/** Every setting, by its name in the environment. docs/settings.md and .env.example are made from this. */
export const settings = {
  ...webSettings,
  ...webLimitSettings,
  ...telegramSettings,
  ...discordSettings,
  ...storageSettings,
  ...nemoSettings,
  ...accessSettings,
  ...operatorSettings,
  ...limitSettings,
  ...runningSettings,
};
