/** What goes to the backend and comes from it, in our words. */

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

/** A file whose bytes are only here now, in a gateway's request. */
export type IncomingFile = {
  name: string;
  /** Which of its message's files it is: the same one of the same message is the same file, sent again. */
  place?: number | undefined;
  /** The type the sender claims. */
  mime?: string | undefined;
  /** Size where it is known before the body is read. */
  bytes?: number | undefined;
  /** Where the backend may fetch it by itself, for the moment: tried before the body is read, and never kept. */
  link?: string | undefined;
  body: AsyncIterable<Uint8Array>;
};

export type OpenedResult = {
  status: 200 | 206;
  bytes: number | undefined;
  /** `Content-Range` of a 206. */
  range: string | undefined;
  body: AsyncIterable<Uint8Array>;
};
