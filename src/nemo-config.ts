import { homedir } from 'node:os';
import type { Config } from './config.ts';
import { detectPlatform } from './nemo/platform.ts';

/** How the backend is reached, as the settings have it: for whatever speaks to it. */
export function toNemo(config: Config, version: string) {
  return {
    apiUrl: config.nemoApiUrl,
    webUrl: config.nemoWebUrl,
    version,
    platform: config.skillPlatform ?? detectPlatform(import.meta.dirname, homedir()),
    requestTimeoutMs: config.requestTimeoutMs,
    sseTimeoutMs: config.sseTimeoutMs,
    sseSilenceMs: config.sseSilenceMs,
  };
}
