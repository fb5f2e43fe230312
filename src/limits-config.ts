import type { Limits } from './core/limits.ts';
import type { limitSettings } from './settings/limits.ts';

type Values = { [K in keyof typeof limitSettings]?: number | undefined };

/** The limits as the settings have them. */
export function toLimits(values: Values): Limits {
  return {
    userDailyCredits: values.USER_DAILY_CREDITS,
    guildDailyCredits: values.GUILD_DAILY_CREDITS,
    userTurnsPerMinute: values.USER_TURNS_PER_MINUTE,
    userWaitingTurns: values.USER_WAITING_TURNS,
    userConcurrentEdits: values.USER_CONCURRENT_EDITS,
    guildConcurrentEdits: values.GUILD_CONCURRENT_EDITS,
  };
}
