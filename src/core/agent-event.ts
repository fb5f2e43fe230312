/** What one `/run_sse` stream says, freed of its wire format. */
export type AgentEvent =
  /** The whole text of one model turn. Summing these never counts a text twice. */
  | { type: 'text'; text: string }
  /** A new piece of a text still being written; its whole comes as `text` later. For display only. */
  | { type: 'delta'; text: string }
  /** A tool began (`call`) or answered (`result`). Never shown raw. Each call id comes once. */
  | { type: 'tool'; id: string; name: string; phase: 'call' }
  | { type: 'tool'; id: string; name: string; phase: 'result'; failed: boolean }
  | { type: 'question'; id: string; questions: Question[] }
  /** Keys of the session state that the backend changed; the values are read by a state call. */
  | { type: 'state'; keys: string[] }
  | { type: 'heartbeat' }
  /** An error frame. The stream may go on after it. `STOP` without text is a success and never comes here. */
  | { type: 'error'; code?: string | undefined; message?: string | undefined }
  /** Something this version does not know. It counts as a sign of life. */
  | { type: 'other' };

export type Question = {
  id: string;
  prompt: string;
  options: { id: string; label: string }[];
};
