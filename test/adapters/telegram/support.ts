import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import type { FakeOptions } from '#test/fakes/telegram/state.ts';
import { startWorld, type World } from '#test/support/world.ts';

export type TelegramWorld = World & { telegram: FakeTelegram };

/** Reelay with the stand-ins for the backend and for Telegram, all in this process. */
export async function startTelegramWorld(
  options: { telegram?: FakeOptions; settings?: Record<string, string> } = {},
): Promise<TelegramWorld> {
  const telegram = await startTelegram(options.telegram);
  const world = await startWorld({
    settings: {
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      // For thumbnails, and frames.
      FFMPEG_PATH: findFfmpeg(),
      ...options.settings,
    },
  });
  return {
    ...world,
    telegram,
    async stop() {
      await world.stop();
      await telegram.stop();
    },
  };
}
