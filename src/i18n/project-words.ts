/** One line of the list of projects. */
type ProjectLine = { number: number; name: string; ageMs: number; current: boolean };

/** Projects of a thread, and the versions of what was exported from them. */
export type ProjectWords = {
  /** Oldest first. `older` = how many are not shown. */
  list(p: { shown: ProjectLine[]; older: number }): string;
  /** A project that nobody named and that has no clip yet. */
  unnamedProject(p: { number: number }): string;
  inProject(p: { name: string }): string;
  noSuchProject(p: { name: string }): string;
  renamed(p: { name: string }): string;
  renameHow: string;
  /** Before a result that is shown again, since the timeline is as it was then. */
  unchanged(p: { version: number }): string;
  /** `changes` are lines; `more` = how many are not among them. */
  sinceVersion(p: { version: number; changes: string; more: number }): string;
  sameAsVersion(p: { version: number }): string;
  nothingExported: string;
  /** The first result is still on its way. */
  stillRendering: string;
  noSuchVersion(p: { version: number }): string;
  /** The backend no longer has that video. */
  resultGone(p: { version: number }): string;
  /** Frames of a result and of what it was made from, in one picture. */
  strip: {
    source: string;
    /** What there is to be seen: the names of its rows. */
    alt(p: { above?: string | undefined; below: string }): string;
  };
};
