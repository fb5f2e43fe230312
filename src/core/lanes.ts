export type Span<T> = {
  /** What lies there; where one span stands for several, the first of them. */
  item: T;
  from: number;
  to: number;
  count: number;
};

export type LaneRules = {
  /** So many lanes at most. What finds none free is one with what ends first. */
  lanes: number;
  /** What is shorter cannot be told apart from a neighbour that is closer than this, and is one mark with it. */
  least: number;
};

/** Puts spans on lanes so that none hides another, each lane in order. */
export function toLanes<T>(spans: Span<T>[], { lanes, least }: LaneRules): Span<T>[][] {
  const found: Span<T>[][] = [];
  for (const span of withMarks(spans, least)) {
    const free = found.find((lane) => (lane.at(-1)?.to ?? 0) <= span.from);
    if (free !== undefined) free.push(span);
    else if (found.length < lanes) found.push([span]);
    else join(soonest(found), span);
  }
  return found;
}

function withMarks<T>(spans: Span<T>[], least: number): Span<T>[] {
  const found: Span<T>[] = [];
  let mark: Span<T> | undefined;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const isThin = span.to - span.from < least;
    if (isThin && mark !== undefined && span.from - mark.to < least) {
      join(mark, span);
      continue;
    }
    const own = { ...span };
    if (isThin) mark = own;
    found.push(own);
  }
  return found;
}

function join<T>(into: Span<T> | undefined, span: Span<T>): void {
  if (into === undefined) return;
  into.to = Math.max(into.to, span.to);
  into.count += span.count;
}

/** The last span of the lane that is free first. */
function soonest<T>(lanes: Span<T>[][]): Span<T> | undefined {
  return lanes
    .map((lane) => lane.at(-1))
    .reduce(
      (first, one) => (one !== undefined && (first === undefined || one.to < first.to) ? one : first),
      undefined,
    );
}
