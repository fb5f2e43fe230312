/** What a draft's stored text holds. Some backends send the draft as JSON within a JSON string. */
export function readDraft(raw: string): unknown {
  const outer: unknown = JSON.parse(raw);
  return typeof outer === 'string' ? JSON.parse(outer) : outer;
}
