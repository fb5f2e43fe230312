/** What one person said, and what came back to it, as the stand-ins saw it. */
export type Said = {
  /** Names the message wherever it shows up: in the run that it buys, and in its clip's name. */
  mark: string;
  platform: Platform;
  person: string;
  text: string;
  clip: string | undefined;
  /** Buys a run at the backend. */
  isEdit: boolean;
  isExport: boolean;
  at: number;
  /** The platform's id; nothing until it has taken the message. */
  id: string | undefined;
  heard: Heard[];
  /** The platform itself lost it, by its own rules, before a process had it. */
  isLost: boolean;
};
export type Platform = 'web' | 'telegram' | 'discord';

export type Heard = {
  at: number;
  /** The moving status message, or the one last word. */
  kind: 'status' | 'last';
  id: string;
  text: string;
  /** Renders whose video it brings. */
  renders: string[];
};

/** Something about to be said. */
export function newSaid(
  of: Pick<Said, 'mark' | 'text'> & { person: Pick<Person, 'name' | 'platform'> } & Partial<
      Pick<Said, 'clip' | 'isEdit' | 'isExport'>
    >,
): Said {
  const { person, ...more } = of;
  return {
    person: person.name,
    platform: person.platform,
    clip: undefined,
    isEdit: false,
    isExport: false,
    at: Date.now(),
    id: undefined,
    heard: [],
    isLost: false,
    ...more,
  };
}

/** Somebody in a conversation. */
export type Person = {
  name: string;
  platform: Platform;
  /** Resolves when the platform has taken the message. */
  say(said: Said): Promise<void>;
  /** Has seen all that there is: to be called when everything is over. */
  close(): Promise<void>;
};

export const rendersIn = (message: unknown): string[] => [
  ...new Set(JSON.stringify(message).match(/render_\d{10,}_[0-9a-f]{12}/g)),
];

/** Tells that something was heard, so that whoever waits looks again. */
export type News = { tell(): void; until(look: () => boolean, withinMs: number): Promise<boolean> };

export function createNews(): News {
  let waiting: (() => void)[] = [];
  return {
    tell() {
      for (const look of waiting) look();
    },
    until(look, withinMs) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const check = (): void => {
        if (look()) resolve(true);
      };
      const timer = setTimeout(() => resolve(look()), withinMs);
      waiting.push(check);
      check();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting = waiting.filter((other) => other !== check);
      });
    },
  };
}
