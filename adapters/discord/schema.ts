import { z } from 'zod';

/** What of Discord's payloads is used here; the rest may change as it likes. */
const id = z.string().regex(/^\d{1,20}$/);

export const attachmentSchema = z.object({
  id,
  filename: z.string(),
  /** The name as the sender wrote it, where the file's own had to be changed. */
  title: z.string().nullish(),
  size: z.number(),
  content_type: z.string().nullish(),
  url: z.string(),
  ephemeral: z.boolean().optional(),
});
export type RawAttachment = z.infer<typeof attachmentSchema>;

const snapshot = z.object({
  message: z.object({ content: z.string().default(''), attachments: z.array(attachmentSchema).default([]) }),
});

/** The parts of a message that hold files. */
export const contentSchema = z.object({
  id,
  channel_id: id,
  author: z.object({ id, bot: z.boolean().optional() }),
  content: z.string().default(''),
  attachments: z.array(attachmentSchema).default([]),
  message_snapshots: z.array(snapshot).optional(),
});
export type RawContent = z.infer<typeof contentSchema>;

export const messageSchema = contentSchema.extend({
  type: z.number(),
  guild_id: id.optional(),
  channel_type: z.number().optional(),
  webhook_id: id.optional(),
  mentions: z.array(z.object({ id })).default([]),
  mention_roles: z.array(id).default([]),
  edited_timestamp: z.string().nullish(),
  referenced_message: contentSchema.nullish(),
});
export type RawMessage = z.infer<typeof messageSchema>;

export const deletedSchema = z.object({ id: id.optional(), ids: z.array(id).optional(), channel_id: id });

export const channelSchema = z.object({
  id,
  type: z.number(),
  guild_id: id.nullish(),
  parent_id: id.nullish(),
  owner_id: id.nullish(),
});
export const guildSchema = z.object({ id, premium_tier: z.number() });
export const sentSchema = z.object({ id });
