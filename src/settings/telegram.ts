import { z } from 'zod';
import { setting, text, webAddress } from './kinds.ts';

/** The bot in Telegram. */
export const telegramSettings = {
  TELEGRAM_TOKEN: setting(
    z.string().regex(/^\d+:[\w-]+$/),
    'the token that @BotFather gave, like 123456:ABC-def',
    'The bot in Telegram. Without it there is none. docs/telegram.md has the way step by step.',
    { secret: true },
  ),
  TELEGRAM_API_ROOT: setting(
    webAddress,
    'an http(s) address without a password in it',
    "The Bot API: Telegram's own, or a server of yours, which takes larger files.",
    { fallback: 'https://api.telegram.org' },
  ),
  TELEGRAM_FILES_DIR: setting(
    text,
    'a folder',
    'The folder that your own Bot API server, run with --local, puts files into, at the same path here as there. Files of up to 500 MB then come in and results of up to 2,000 MB go out.',
  ),
  TELEGRAM_WEBHOOK_URL: setting(
    webAddress,
    'an http(s) address without a password in it',
    'Where Telegram reaches HOST and PORT from outside; updates are then brought here instead of being fetched. Its path must arrive unchanged.',
  ),
  TELEGRAM_WEBHOOK_SECRET: setting(
    z.string().regex(/^[\w-]{16,256}$/),
    '16 to 256 letters, digits, - and _',
    'What Telegram shows with each call of the webhook, so that nobody else can make one.',
    { secret: true },
  ),
};
