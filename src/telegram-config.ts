import { settings } from './settings.ts';
import type { Setting } from './settings/kinds.ts';

type TelegramSetting =
  | 'TELEGRAM_TOKEN'
  | 'TELEGRAM_API_ROOT'
  | 'TELEGRAM_FILES_DIR'
  | 'TELEGRAM_WEBHOOK_URL'
  | 'TELEGRAM_WEBHOOK_SECRET';
type Values = {
  [K in TelegramSetting]?: ((typeof settings)[K] extends Setting<infer T> ? T : never) | undefined;
};

export type TelegramConfig = {
  token: string;
  apiRoot: string;
  filesDir: string | undefined;
  webhook: { url: string; secret: string } | undefined;
};

/** The bot in Telegram as the settings have it; nothing without a token. */
export function toTelegram(values: Values): TelegramConfig | undefined {
  const { TELEGRAM_TOKEN: token, TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = values;
  if (token === undefined) return undefined;
  return {
    token,
    apiRoot: values.TELEGRAM_API_ROOT ?? '',
    filesDir: values.TELEGRAM_FILES_DIR,
    webhook: url === undefined || secret === undefined ? undefined : { url, secret },
  };
}

/** What is wrong with the settings of Telegram together: the setting to change, and why. */
export function telegramProblems(values: Values): { name: TelegramSetting; problem: string }[] {
  const problems: { name: TelegramSetting; problem: string }[] = [];
  if (values.TELEGRAM_WEBHOOK_URL !== undefined && values.TELEGRAM_WEBHOOK_SECRET === undefined) {
    problems.push({
      name: 'TELEGRAM_WEBHOOK_SECRET',
      problem: 'must be set where TELEGRAM_WEBHOOK_URL is: else anybody could speak for Telegram',
    });
  }
  if (
    values.TELEGRAM_FILES_DIR !== undefined &&
    values.TELEGRAM_API_ROOT === settings.TELEGRAM_API_ROOT.fallback
  ) {
    problems.push({
      name: 'TELEGRAM_API_ROOT',
      problem:
        "must be your own Bot API server where TELEGRAM_FILES_DIR is set: Telegram's puts no files into a folder",
    });
  }
  return problems;
}
