import { AppError } from '#src/errors.ts';

/** The backend's accepted file types, by the file name's ending. */
const accepted = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
} as const;

/** At most this much in one file. */
export const maxFileMb = 500;
export const maxFileBytes = maxFileMb * 1024 * 1024;

/** Endings that the first bytes of an accepted file may tell, by a detector's names. */
const detectedAs: Record<string, keyof typeof accepted> = {
  m4b: 'm4a',
  m4p: 'm4a',
  f4v: 'mp4',
  '3gp': 'mp4',
};

/** The accepted ending of a name, in lower case. */
export function acceptedEnding(name: string): keyof typeof accepted | undefined {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return isAccepted(ending) ? ending : undefined;
}

/** True for a name with an ending that is not accepted; a name without any ending may still be a clip. */
function hasForeignEnding(name: string): boolean {
  return /\.[A-Za-z0-9]{1,5}$/.test(name) && acceptedEnding(name) === undefined;
}

/**
 * Refuses a file for what can be told before a byte of it is read: its name and its declared size. Throws
 * `file.empty`, `file.too-large` and `file.unsupported`.
 */
export function checkClaim({ name, bytes }: { name: string; bytes?: number | undefined }): void {
  if (bytes === 0) throw new AppError('file.empty', { name });
  if (bytes !== undefined && bytes > maxFileBytes) {
    throw new AppError('file.too-large', { name, limitMb: maxFileMb, sizeMb: Math.ceil(bytes / 1024 ** 2) });
  }
  if (hasForeignEnding(name)) throw new AppError('file.unsupported', { name });
}

/** The accepted ending that a detector's finding stands for. */
export function endingOf(detected: string): keyof typeof accepted | undefined {
  const ending = detectedAs[detected] ?? detected;
  return isAccepted(ending) ? ending : undefined;
}

export function mimeOf(ending: keyof typeof accepted): string {
  return accepted[ending];
}

/** Types that say nothing: the first two mean "bytes", the last is what a part of a form has that names none. */
const vagueMimes = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'text/plain']);

/** True for a declared type that cannot be a clip, such as a page or a program. Vague types pass. */
export function isForeignMime(mime: string): boolean {
  const kind = mime.split(';')[0]?.trim().toLowerCase() ?? '';
  return !vagueMimes.has(kind) && kind !== 'application/mp4' && !/^(?:video|audio|image)\//.test(kind);
}

function isAccepted(ending: string): ending is keyof typeof accepted {
  return Object.hasOwn(accepted, ending);
}
