import type { Config } from './config.ts';
import type { Meter } from './core/meter.ts';
import type { Clock, Log, Painter } from './ports.ts';
import type { TelegramConfig } from './telegram-config.ts';

/** What a platform's parts tell of themselves. */
type Heard = { onBusy(): void; onVideo(as: 'file' | 'link'): void };

/** What a platform's parts tell, to the meter. */
export function heard(meter: Meter, platform: string): Heard {
  return {
    onBusy: () => meter.platformBusy(platform),
    onVideo: (as) => meter.videoSent(platform, as),
  };
}

/** Telegram's parts, loaded only where they are needed. */
export async function openTelegram(
  telegram: TelegramConfig,
  more: { clock: Clock; log: Log; paint: Painter; ffmpeg: string } & Heard,
) {
  const { createTelegram } = await import('#adapters/telegram/telegram.ts');
  return createTelegram({ ...telegram, ...more });
}

/** Discord's parts. Its libraries are loaded only where they are needed: they are large. */
export async function openDiscord(
  config: Config,
  token: string,
  more: { log: Log; onFatal: (error: Error) => void; paint: Painter } & Heard,
) {
  const { createDiscord } = await import('#adapters/discord/discord.ts');
  return createDiscord({
    token,
    apiUrl: config.discordApiUrl,
    requestsPerSecond: config.discordRequestsPerSecond,
    shards: config.discordShards,
    ...more,
  });
}
