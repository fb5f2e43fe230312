import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReelay, type Reelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import { createLogger } from '#src/logger.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/server.ts';
import { openChat, type Chat } from './chat.ts';

/** Waits that are minutes for people are moments for tests. */
export const quickSettings = {
  WEB_CHAT: '1',
  PORT: '0',
  LOG_LEVEL: 'debug',
  RENDER_POLL_MS: '100',
  RATE_LIMIT_WAIT_MS: '50',
  RECOVER_FIRST_MS: '50',
  RECOVER_EVERY_MS: '50',
  STILL_WORKING_MS: '60000',
  DRAIN_MS: '5000',
  FFMPEG_PATH: 'off',
};

/** Reelay and its stand-in backend, both in this process, on a database of their own. */
export type World = {
  sandbox: Sandbox;
  reelay: Reelay;
  url: string;
  /** Everything that was logged. */
  log: string[];
  chat(options?: { language?: string; threadId?: string }): Promise<Chat>;
  /**
   * Stops Reelay and starts it anew on what it has stored; the backend stays. Chats are to be opened again.
   * `between` runs while nothing does.
   */
  restart(between?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

export async function startWorld(
  options: { settings?: Record<string, string>; sandbox?: Partial<SandboxOptions> } = {},
): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'reelay-world-'));
  const sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
    heartbeatMs: 50,
    ...options.sandbox,
  });
  const config = readConfig({
    ...quickSettings,
    NEMO_API_URL: sandbox.url,
    NEMO_WEB_URL: sandbox.url,
    DATA_DIR: join(dir, 'reelay'),
    ...options.settings,
  });
  const log: string[] = [];
  const logger = createLogger({
    level: config.logLevel,
    secrets: config.secrets,
    destination: { write: (line: string) => void log.push(line) },
  });
  const start = (): Promise<Reelay> => startReelay(config, 'all', '0.0.0-test', logger);
  let reelay = await start();
  let chats: Chat[] = [];
  async function stopReelay(): Promise<void> {
    await Promise.all(chats.map((chat) => chat.close()));
    chats = [];
    await reelay.stop(AbortSignal.timeout(5_000));
  }
  return {
    sandbox,
    get reelay() {
      return reelay;
    },
    get url() {
      return reelay.webUrl ?? '';
    },
    log,
    async chat(chatOptions) {
      const chat = await openChat(reelay.webUrl ?? '', chatOptions);
      chats.push(chat);
      return chat;
    },
    async restart(between) {
      await stopReelay();
      await between?.();
      reelay = await start();
    },
    async stop() {
      await stopReelay();
      await sandbox.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
