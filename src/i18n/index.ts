import type { Locale } from '#src/core/message.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zh } from './zh.ts';

export type { ButtonName, Charge, Messages, Stage } from './messages.ts';

const byLocale: Record<Locale, Messages> = { en, zh };

export function messagesFor(locale: Locale): Messages {
  return byLocale[locale];
}

/** The first language of an `Accept-Language` header, or of a platform's language tag, that Reelay speaks. */
export function pickLocale(tags: string | undefined): Locale | undefined {
  for (const tag of (tags ?? '').split(',')) {
    const language = tag.split(';')[0]?.trim().toLowerCase().split('-')[0];
    if (language === 'en' || language === 'zh') return language;
  }
  return undefined;
}
