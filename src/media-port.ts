import type { Media, MediaState } from './core/records.ts';

/** Files on their way to the backend, and those that are there. A part of `ports.ts`. */
export type MediaStore = {
  /**
   * Gives the media as it is stored: one that came at the same `place` of the same message under the same name is
   * that very one.
   */
  add(
    media: Omit<Media, 'createdAt' | 'state' | 'filesBefore'>,
    from?: { messageId: string; place: number },
  ): Promise<Media>;
  /** Notes, right before a file is sent, how many the backend has. */
  begin(id: string, filesBefore: number): Promise<void>;
  /** A file that arrived counts for those of its project that are still on their way. */
  settle(id: string, state: 'uploaded' | 'failed', bytes: number | null, turnId?: string): Promise<void>;
  list(ids: string[]): Promise<Media[]>;
  /** The project's files in this state, in the order in which they came. */
  ofProject(projectId: string, state: MediaState): Promise<Media[]>;
  /** The project's files that a failed turn did not get across, and whose place they can still be fetched from. */
  stranded(projectId: string): Promise<Media[]>;
};
