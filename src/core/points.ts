/**
 * Places between an effect and its receipt, where the end of the process is most awkward. The engine passes
 * each by `EngineDeps.reached`, which does nothing but in the suite that ends processes there.
 */
export const points = [
  'turn stored',
  'turn acknowledged',
  'lane woken',
  'answer found',
  'turn claimed',
  'status posted',
  'session made',
  'file received',
  'upload noted',
  'upload sent',
  'upload settled',
  'edit noted',
  'stream opened',
  'stream ended',
  'edit settled',
  'render noted',
  'render handed over',
  'render submitting',
  'render submitted',
  'render completed',
  'last message stored',
  'last message posted',
  'last message receipted',
] as const;
export type Point = (typeof points)[number];

/** Called at a point; the work goes on when it resolves. */
export type Reached = (point: Point) => Promise<void>;

/** What every process does at a point, but in that suite: nothing. */
export const passBy: Reached = async () => undefined;
