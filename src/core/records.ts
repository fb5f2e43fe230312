/** The rows of the store, as the product sees them. Times are milliseconds since 1970. */
import type { Button, Locale, OutboundMessage, ThreadKey } from './message.ts';
import type { Plan } from './plan.ts';
import type { Happening } from './turn-event.ts';
import type { Turn, TurnMemory, TurnState } from './turn.ts';

export type Thread = { key: ThreadKey; projectId: string; locale: Locale | null };

export type Project = {
  id: string;
  threadKey: ThreadKey;
  /** The person's own word for it, else that of its first clip; null before either. */
  name: string | null;
  locale: Locale;
  accountId: string | null;
  /** Both null until the first need; both set by one write. */
  sessionId: string | null;
  taskId: string | null;
  bindId: string | null;
  /** The account that opened its first session: the project stays with it. */
  openedWith: string | null;
  createdAt: number;
};

/** `uploading` is the intent, `uploaded` the receipt. `lost`: it was there, and went with its session. */
export type MediaState = 'uploading' | 'uploaded' | 'failed' | 'lost';
export type Media = {
  id: string;
  threadKey: ThreadKey;
  projectId: string;
  name: string;
  mime: string;
  bytes: number | null;
  /** Where it came from, for platforms that keep it: their ids or a public address, never a signed link. */
  source: { url?: string | undefined; ref?: string | undefined } | null;
  state: MediaState;
  /** How many files the backend had before this one was sent; null where it was not, or its session is gone. */
  filesBefore: number | null;
  createdAt: number;
};

/** `intent`: stored, not sent. `submitting`: the request may have left. The rest is the backend's word. */
export type RenderState = 'intent' | 'submitting' | 'rendering' | 'completed' | 'failed';
export type Render = {
  /** Ours, `render_<ms>_<random>`: the only thing that finds the render again. */
  id: string;
  turnId: string;
  threadKey: ThreadKey;
  projectId: string;
  /** v1, v2, … within the project. A second try of a failed render keeps its number. */
  version: number;
  /** The draft as received, sent back byte for byte. */
  draft: string;
  draftHash: string;
  state: RenderState;
  url: string | null;
  polls: number;
  /** The render this one tries again. */
  retryOf: string | null;
  createdAt: number;
};
/** What a look at a render that waits has to know: all but the draft, which may be large. */
export type RenderLook = Omit<Render, 'draft'>;

/** Somebody who asks to be let in, with the code that an admin has to approve. */
export type AccessAsked = {
  owner: string;
  /** Where they asked, and are told when they are let in. */
  threadKey: ThreadKey;
  locale: Locale;
  code: string;
  goodUntil: number;
};

export type AccountKind = 'anonymous' | 'operator' | 'linked';
export type Account = {
  id: string;
  kind: AccountKind;
  /** Whom it serves; one account an owner. */
  owner: string;
  clientId: string;
  /** In clear here, encrypted at rest. Null before the first token. */
  token: string | null;
  expiresAt: number | null;
};

/** What a button does when it is pressed. `projectId` is what the plan is about, where it is about a project. */
export type ButtonAction =
  | { do: 'plan'; plan: Plan; projectId?: string | undefined }
  | { do: 'retry'; turnId: string };
export type StoredButton = Button & { threadKey: ThreadKey; turnId: string; action: ButtonAction };

/** A turn's last message on its way out. `turnId` names it: a turn has one last word. */
export type Delivery = { turnId: string; threadKey: ThreadKey; message: OutboundMessage };

/** `answering` turns are answered beside the lane; `queued` ones wait for it. */
/** What is known of a message that arrives: its thread, the turn it has already, and whether a question is open there. */
export type Arrival = { thread: Thread | undefined; turnId: string | undefined; asks: boolean };

export type NewTurn = Pick<
  Turn,
  'id' | 'threadKey' | 'projectId' | 'messageId' | 'authorId' | 'locale' | 'plan' | 'mediaIds'
> & { state: 'queued' | 'answering'; space?: string | undefined };
/** Fields left out stay as they are. */
export type TurnPatch = {
  state?: TurnState;
  plan?: Plan;
  step?: number;
  memory?: TurnMemory;
  notBefore?: number | null;
  /** Written down with the patch, for the turn's story. */
  happened?: Happening | undefined;
};
