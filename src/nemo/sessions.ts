import type { Locale } from '#src/core/message.ts';
import type { ProjectState, SessionRef } from '#src/core/remote.ts';
import { cutDraft } from './draft.ts';
import type { Http } from './http.ts';
import { bindIdOf, claim, newSession, sessionState } from './schema.ts';

/** `POST /api/tasks/me/with-session/nemo_agent` */
export async function createSession(
  http: Http,
  token: string,
  options: { name: string; language: Locale },
  signal: AbortSignal,
): Promise<{ sessionId: string; taskId: string; bindId: string | undefined }> {
  const { data } = await http.call({
    method: 'POST',
    path: '/api/tasks/me/with-session/nemo_agent',
    token,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ task_name: options.name, language: options.language }),
    schema: newSession,
    notFound: 'nemo.not-found',
    signal,
  });
  return { sessionId: data.session_id, taskId: data.task_id, bindId: bindIdOf(data) };
}

/** `POST /api/auth/claim-token`, as the editor's address. The link holds the claim token alone. */
export async function getClaimLink(
  http: Http,
  webUrl: string,
  session: SessionRef,
  signal: AbortSignal,
): Promise<string> {
  const { data } = await http.call({
    method: 'POST',
    path: '/api/auth/claim-token',
    token: session.token,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ task_id: session.taskId, session_id: session.sessionId }),
    schema: claim,
    notFound: 'nemo.session-not-found',
    signal,
  });
  return `${webUrl.replace(/\/+$/, '')}/workspace/claim?ct=${encodeURIComponent(data.claim_token)}`;
}

/** `GET /api/state/nemo_agent/me/<sid>/latest` */
export async function getState(http: Http, session: SessionRef, signal: AbortSignal): Promise<ProjectState> {
  const { data, text } = await http.call({
    method: 'GET',
    path: `/api/state/nemo_agent/me/${encodeURIComponent(session.sessionId)}/latest`,
    token: session.token,
    schema: sessionState,
    notFound: 'nemo.session-not-found',
    signal,
  });
  return {
    draft: cutDraft(text),
    videoInfos: data.state?.video_infos ?? [],
    generatedMedia: data.state?.generated_media ?? [],
    bindId: bindIdOf(data) ?? bindIdOf(data.state),
  };
}
