import type { RenderStatus, SessionRef } from '#src/core/remote.ts';
import type { Http } from './http.ts';
import { accepted, renderReply } from './schema.ts';

const root = '/api/render/proxy';

/** The path of the download that serves a render whose link has gone. */
export function downloadPath(renderId: string): string {
  return `${root}/${encodeURIComponent(renderId)}/download`;
}

/** `POST /api/render/proxy/lambda`. The draft's text goes out exactly as it came. */
export async function submitRender(
  http: Http,
  session: SessionRef,
  render: { id: string; draft: string },
  signal: AbortSignal,
): Promise<void> {
  const id = JSON.stringify(render.id);
  const sessionId = JSON.stringify(session.sessionId);
  const output = JSON.stringify({ format: 'mp4', quality: 'high' });
  await http.call({
    method: 'POST',
    path: `${root}/lambda`,
    token: session.token,
    headers: { 'content-type': 'application/json' },
    body: `{"id":${id},"sessionId":${sessionId},"draft":${render.draft},"output":${output}}`,
    schema: accepted,
    notFound: 'nemo.session-not-found',
    signal,
  });
}

/** `GET /api/render/proxy/lambda/<id>`. Whatever is not plainly an end is `processing`. */
export async function getRenderStatus(
  http: Http,
  session: SessionRef,
  renderId: string,
  signal: AbortSignal,
): Promise<RenderStatus> {
  const { data } = await http.call({
    method: 'GET',
    path: `${root}/lambda/${encodeURIComponent(renderId)}`,
    token: session.token,
    schema: renderReply,
    notFound: 'nemo.not-found',
    signal,
  });
  const url = data.output?.url ?? data.outputUrl;
  if (data.status === 'completed' && url !== undefined) return { state: 'completed', url };
  if (data.status === 'failed') return { state: 'failed', reason: data.error ?? data.message };
  return { state: data.status === 'pending' ? 'pending' : 'processing', progress: data.progress };
}
