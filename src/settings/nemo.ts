import { z } from 'zod';
import { setting, token, webAddress } from './kinds.ts';

/** The backend. */
export const nemoSettings = {
  NEMO_API_URL: setting(webAddress, 'an http(s) address without a password in it', 'The backend.', {
    fallback: 'https://mega-api-prod.nemovideo.ai',
  }),
  NEMO_WEB_URL: setting(
    webAddress,
    'an http(s) address without a password in it',
    "The backend's website, for editor and registration links.",
    { fallback: 'https://nemovideo.com' },
  ),
  NEMO_TOKEN: setting(
    token,
    'a token without spaces',
    'Your own token. Without it everybody gets a free starter token of their own (100 credits, 7 days; the backend gives ten an address and week), which is renewed, or links an account of theirs.',
    { secret: true },
  ),
  SKILL_PLATFORM: setting(
    z.string().regex(/^[a-z0-9-]{1,40}$/),
    'lower-case letters, digits and dashes',
    'Overrides what Reelay tells the backend of where it is installed (X-Skill-Platform).',
  ),
};
