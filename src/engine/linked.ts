import { AppError } from '#src/errors.ts';
import { cleanFileName } from '#src/core/file-name.ts';
import { problemOfLink } from '#src/core/web-link.ts';
import type { Media } from '#src/core/records.ts';

/** Nobody may have the backend look into a private network for them, or carry their password there. */
export function refusalOfLink(
  { name, source }: Pick<Media, 'name' | 'source'>,
  trustedOrigins: ReadonlySet<string>,
): AppError | undefined {
  const problem = source?.url === undefined ? undefined : problemOfLink(source.url, trustedOrigins);
  if (problem === undefined) return undefined;
  return new AppError(problem === 'private' ? 'file.private-link' : 'file.link-with-password', { name });
}

/** A name for a linked file: the last part of its path, which may hold anything once its escapes are undone. */
export function nameOfLink(url: string): string {
  const parsed = URL.parse(url);
  const last = parsed?.pathname.split('/').findLast((part) => part !== '') ?? '';
  return cleanFileName(decoded(last) || (parsed?.hostname ?? ''));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
