/** How long a server waits for a caller that sends slowly, in ms. */
export type Patience = {
  /** For the whole of a request's headers. */
  headersMs: number;
  /** For the whole of a body that is no file: a message's text, a platform's update. */
  bodyMs: number;
  /** For a whole request, files included: as many as a message may bring, over a slow line. */
  requestMs: number;
  /** How often the first and the last are looked at. */
  checkMs: number;
};

export const defaultPatience: Patience = {
  headersMs: 20_000,
  bodyMs: 30_000,
  requestMs: 4 * 60 * 60_000,
  checkMs: 10_000,
};
