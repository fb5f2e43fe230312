import { AppError, isAppError } from '#src/errors.ts';
import type { Media } from '#src/core/records.ts';

/** A refusal of a file, with the file's name and size for its words. */
export function withFile(error: unknown, name: string, bytes: number | null): unknown {
  if (isAppError(error, 'nemo.unsupported-type')) {
    return new AppError('nemo.unsupported-type', { name }, error.message, { cause: error });
  }
  if (isAppError(error, 'nemo.too-large')) {
    const sizeMb = bytes === null || bytes === 0 ? undefined : Math.ceil(bytes / 1024 ** 2);
    return new AppError('nemo.too-large', { name, sizeMb }, error.message, { cause: error });
  }
  return error;
}

/** A chat that did not give a file, in words about the file: what it says of messages would be no help. */
export function notGiven(error: unknown, name: string): unknown {
  if (!(error instanceof AppError) || !error.code.startsWith('chat.')) return error;
  const code = error.code === 'chat.busy' ? 'file.interrupted' : 'file.gone';
  return new AppError(code, { name }, error.message, { cause: error });
}

/** True where the backend said no to an address; another way to bring the file may do. */
export function isFetchRefusal(error: unknown): boolean {
  return isAppError(error, 'nemo.refused') || isAppError(error, 'nemo.unsupported-type');
}

/** True where an earlier try of this file did arrive, though nobody heard of it: the backend has more files since. */
export function hasArrived(media: Pick<Media, 'filesBefore'>, filesNow: number): boolean {
  return media.filesBefore !== null && filesNow > media.filesBefore;
}

/** True where the file may have arrived although no good answer came. */
export function answerLost(error: unknown): boolean {
  return (
    (isAppError(error, 'nemo.unreachable') && error.params.sent) ||
    isAppError(error, 'nemo.unreadable') ||
    (isAppError(error, 'nemo.refused') && error.params.status >= 500)
  );
}
