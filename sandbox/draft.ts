import { z } from 'zod';

/**
 * The draft in the backend's terse shape. What rendering needs beyond the documented fields stands in `m`.
 * Times are milliseconds on the timeline; `in` is a place in the source file.
 */
const segment = z.object({
  s: z.number(),
  d: z.number(),
  m: z.looseObject({
    name: z.string().optional(),
    text: z.string().optional(),
    volume: z.number().optional(),
    src: z.string().optional(),
    in: z.number().optional(),
    speed: z.number().optional(),
    place: z.enum(['center', 'bottom']).optional(),
    color: z.string().optional(),
  }),
});
const track = z.object({ tt: z.number(), sg: z.array(segment) });
export const draftSchema = z.object({
  t: z.array(track),
  d: z.number(),
  m: z.looseObject({ aspect: z.enum(['9:16', '1:1', '16:9']).optional() }),
});

export type Segment = z.infer<typeof segment>;
export type Draft = z.infer<typeof draftSchema>;

export const emptyDraft: Draft = { t: [], d: 0, m: {} };
export const trackTypes = { video: 0, audio: 1, text: 7 } as const;

/**
 * A draft as text. It is written with numbers and fields that a client would change by parsing and writing it
 * again, so that one who does not send it back byte for byte is found out.
 */
export function draftText(draft: Draft): string {
  const { t, d, m } = draft;
  return `{"t":${JSON.stringify(t)}, "d":${d}.0,"m":${JSON.stringify(m)},"x_scale":1.50,"x_id":90071992547409931}`;
}

export function segmentsOf(draft: Draft, type: keyof typeof trackTypes): Segment[] {
  return draft.t.filter((one) => one.tt === trackTypes[type]).flatMap((one) => one.sg);
}

/** The draft with the segments of one type replaced, its length that of its video, or of what there is. */
export function withSegments(draft: Draft, type: keyof typeof trackTypes, segments: Segment[]): Draft {
  const tt = trackTypes[type];
  const others = draft.t.filter((one) => one.tt !== tt);
  const t = segments.length === 0 ? others : [...others, { tt, sg: segments }];
  return fitted({ ...draft, t: t.sort((a, b) => a.tt - b.tt) });
}

/** Puts video pieces one behind the other and cuts everything else to their length. */
function fitted(draft: Draft): Draft {
  let at = 0;
  const video = segmentsOf(draft, 'video').map((piece) => {
    const placed = { ...piece, s: at };
    at += piece.d;
    return placed;
  });
  const end = (items: Segment[]): number => Math.max(0, ...items.map(({ s, d }) => s + d));
  const d = at > 0 ? at : end(draft.t.flatMap((one) => one.sg));
  const t = draft.t
    .map((one) => {
      if (one.tt === trackTypes.video) return { ...one, sg: video };
      const sg = one.sg
        .filter(({ s }) => s < d)
        .map((piece) => ({ ...piece, d: Math.min(piece.d, d - piece.s) }));
      return { ...one, sg };
    })
    .filter((one) => one.sg.length > 0);
  return { ...draft, t, d: Math.round(d) };
}

/** Takes the span from..to out of the timeline, and closes the gap. */
export function withoutSpan(draft: Draft, from: number, to: number): Draft {
  const cut = (segments: Segment[], ripple: boolean): Segment[] =>
    segments.flatMap((piece) => {
      const end = piece.s + piece.d;
      if (end <= from) return [piece];
      if (piece.s >= to) return [ripple ? { ...piece, s: piece.s - (to - from) } : piece];
      const left = Math.max(0, from - piece.s);
      const right = Math.max(0, end - to);
      if (!ripple) return left + right > 0 ? [{ ...piece, s: Math.min(piece.s, from), d: left + right }] : [];
      const speed = piece.m.speed ?? 1;
      const inAt = (ms: number): Segment['m'] => ({
        ...piece.m,
        in: Math.round((piece.m.in ?? 0) + ms * speed),
      });
      return [
        ...(left > 0 ? [{ ...piece, d: left }] : []),
        ...(right > 0 ? [{ s: from, d: right, m: inAt(to - piece.s) }] : []),
      ];
    });
  const video = cut(segmentsOf(draft, 'video'), true);
  const t = draft.t.map((one) => (one.tt === trackTypes.video ? one : { ...one, sg: cut(one.sg, false) }));
  return withSegments({ ...draft, t }, 'video', video);
}
