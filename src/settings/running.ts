import { z } from 'zod';
import { duration, setting, text } from './kinds.ts';

/** How it works: what it says of itself, and how long it waits. */
export const runningSettings = {
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'fatal, error, warn, info, debug, trace or silent',
    'How much is logged to standard error, as JSON lines.',
    { fallback: 'info' },
  ),
  STILL_WORKING_MS: duration(
    '120000',
    'After this long without news the status message says "Still working".',
  ),
  RENDER_POLL_MS: duration('30000', 'How often a render is asked for.'),
  RATE_LIMIT_WAIT_MS: duration(
    '30000',
    'The wait before the one retry after the backend said 429, and the longest one before what did not get through is tried again.',
  ),
  RECOVER_FIRST_MS: duration('30000', 'The wait before the first look at the state after a stream was lost.'),
  RECOVER_EVERY_MS: duration(
    '60000',
    'The wait between further looks; after five without a change the edit counts as lost.',
  ),
  REQUEST_TIMEOUT_MS: duration(
    '30000',
    'The longest wait for any answer of the editor but an edit or an upload.',
  ),
  SSE_TIMEOUT_MS: duration('900000', 'The longest an edit may take.'),
  SSE_SILENCE_MS: duration('600000', 'The longest an edit may go on with heartbeats alone.'),
  FFMPEG_PATH: setting(
    text,
    'the name of a program or its path, or off',
    'The ffmpeg that takes frames out of finished videos: four of them beside each result, and the thumbnail in Telegram. Where there is none, results come without; `off` looks for none.',
    { fallback: 'ffmpeg' },
  ),
  DRAIN_MS: duration('900000', 'How long running edits may go on after the first SIGTERM or Ctrl-C.'),
};
