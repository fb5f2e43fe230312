import { randomUUID } from 'node:crypto';
import { toThreadKey, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { NewTurn, Project } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';

/** A thread that no other test has. */
export const newKey = (): ThreadKey => toThreadKey('test', randomUUID());

/** A last message with this text. */
export const lastWord = (text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  kind: 'result',
  text,
  buttons: [],
  files: [],
  ...more,
});

export async function newProject(store: Store, key = newKey()): Promise<Project> {
  const { projectId } = await store.threads.ensure(key, 'en');
  return (await store.projects.get(projectId))!;
}

/** A turn as a gateway's message makes it, not yet stored. */
export const turnOf = (project: Project, more: Partial<NewTurn> = {}): NewTurn => ({
  id: randomUUID(),
  threadKey: project.threadKey,
  projectId: project.id,
  messageId: randomUUID(),
  authorId: 'ann',
  locale: 'en',
  plan: [{ do: 'edit', text: 'trim to 5 seconds' }],
  mediaIds: [],
  state: 'queued',
  ...more,
});

export async function addTurn(store: Store, project: Project, more: Partial<NewTurn> = {}): Promise<Turn> {
  return (await store.turns.add(turnOf(project, more))).turn;
}
