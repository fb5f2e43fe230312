import type { Footage } from './footage.ts';

/** Wishes that Reelay proposes; the words of each are also what the agent is told. */
export const suggestionNames = [
  'trimPauses',
  'captions',
  'title',
  'vertical',
  'music',
  'shorten',
  'join',
  'slowZoom',
  'videoForSound',
] as const;
export type SuggestionName = (typeof suggestionNames)[number];

/** Clips longer than this take the backend much longer, and few people watch them to their end. */
const longMs = 60_000;

/** Three things to do with these files, the likeliest first. */
export function suggest(files: Footage[]): SuggestionName[] {
  const [file] = files;
  const clips = files.filter((one) => one.kind !== 'audio');
  if (file === undefined || clips.length === 0) return ['videoForSound', 'title', 'trimPauses'];
  if (clips.length > 1) return ['join', 'title', 'music'];
  const [clip] = clips;
  if (clip?.kind === 'image') return ['slowZoom', 'title', 'music'];
  const upright = (clip?.height ?? 0) >= (clip?.width ?? 1);
  const last: SuggestionName = upright ? 'title' : 'vertical';
  if (clip?.hasSound === false || clips.length < files.length) {
    return ['music', upright ? 'captions' : 'title', last];
  }
  return (clip?.durationMs ?? 0) > longMs
    ? ['trimPauses', 'shorten', 'captions']
    : ['trimPauses', 'captions', last];
}
