/** What the backend takes and gives, in our words. */
/** Names a session to the backend. The token goes into the Authorization header and nowhere else. */
export type SessionRef = { token: string; sessionId: string; taskId: string };

export type Credits = { available: number; frozen: number; total: number };

export type ProjectState = {
  /** `raw` is the draft's JSON exactly as received: it goes back that way on export. */
  draft: { raw: string; value: unknown } | undefined;
  videoInfos: unknown[];
  generatedMedia: unknown[];
  bindId: string | undefined;
};

export type UploadFile = {
  name: string;
  mime: string;
  /** Declared to the backend where known; else the body goes out chunked. */
  bytes: number | undefined;
  body: AsyncIterable<Uint8Array>;
};

export type RenderStatus =
  | { state: 'pending' | 'processing'; progress: number | undefined }
  | { state: 'completed'; url: string }
  | { state: 'failed'; reason: string | undefined };
