import type { SessionRef, UploadFile } from '#src/core/remote.ts';
import type { Clock } from '#src/ports.ts';
import type { Call, Http } from './http.ts';
import { toMultipart } from './multipart.ts';
import { accepted } from './schema.ts';
import { createWatch } from './watch.ts';

export type MediaOptions = { http: Http; clock: Clock; uploadTimeoutMs: number };

function uploadCall(session: SessionRef) {
  return {
    method: 'POST',
    path: `/api/upload-video/nemo_agent/me/${encodeURIComponent(session.sessionId)}`,
    token: session.token,
    schema: accepted,
    notFound: 'nemo.session-not-found',
  } as const satisfies Partial<Call<unknown>>;
}

/**
 * Streams one file to the session. Time runs out only while nothing moves, so a slow line may take as long
 * as it needs. What the file's own source throws is thrown as it is.
 */
export async function upload(
  { http, clock, uploadTimeoutMs }: MediaOptions,
  session: SessionRef,
  file: UploadFile,
  signal: AbortSignal,
): Promise<void> {
  const watch = createWatch({
    clock,
    silenceMs: uploadTimeoutMs,
    signal,
    toError: (_limit, afterMs) => new Error(`upload: nothing moved for ${afterMs} ms`),
  });
  const { headers, body } = toMultipart('files', file);
  let broken: { reason: unknown } | undefined;

  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        watch.touch();
        yield chunk;
      }
    } catch (reason) {
      broken = { reason };
      throw reason;
    }
  }

  try {
    await http.call({ ...uploadCall(session), headers, body: watched(), watch, signal });
  } catch (error) {
    throw broken === undefined ? error : broken.reason;
  } finally {
    watch.stop();
  }
}

/** Has the backend fetch files by address. It answers when it has them, so this may take a while. */
export async function uploadUrls(
  { http, uploadTimeoutMs }: MediaOptions,
  session: SessionRef,
  urls: string[],
  signal: AbortSignal,
): Promise<void> {
  await http.call({
    ...uploadCall(session),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ urls, source_type: 'url' }),
    timeoutMs: uploadTimeoutMs,
    signal,
  });
}
