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
  /** What a voice message looks like when it is played; nothing else has one. */
  waveform: z.string().nullish(),
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
export const attachedSchema = z.object({ attachments: z.array(z.object({ id })) });

const person = z.object({ id });

/** An interaction: a command, a pressed button, a filled-in form. */
export const interactionSchema = z.object({
  id,
  application_id: id,
  token: z.string(),
  type: z.number(),
  guild_id: id.optional(),
  channel: z.object({ id, type: z.number(), parent_id: id.nullish() }).optional(),
  member: z.object({ user: person, permissions: z.string() }).optional(),
  user: person.optional(),
  locale: z.string().optional(),
  app_permissions: z.string().default('0'),
  /** A server, the direct channel with the bot, or one between people. */
  context: z.number().optional(),
  /** By kind of installation: where the app is at home at this place. */
  authorizing_integration_owners: z.record(z.string(), z.string()).default({}),
  data: z.unknown(),
});
export type RawInteraction = z.infer<typeof interactionSchema>;

export const commandSchema = z.object({
  name: z.string(),
  type: z.number().default(1),
  options: z
    .array(
      z.object({ name: z.string(), type: z.number(), value: z.union([z.string(), z.number(), z.boolean()]) }),
    )
    .default([]),
  target_id: id.optional(),
  resolved: z
    .object({
      attachments: z.record(z.string(), attachmentSchema).default({}),
      messages: z.record(z.string(), contentSchema).default({}),
    })
    .prefault({}),
});
export type RawCommand = z.infer<typeof commandSchema>;

export const buttonSchema = z.object({ custom_id: z.string() });

/** A form comes back with a value for each of its fields; fields of other kinds have none. */
export const formSchema = z.object({
  custom_id: z.string(),
  components: z.array(z.object({ component: z.object({ value: z.string().optional() }).optional() })),
});
