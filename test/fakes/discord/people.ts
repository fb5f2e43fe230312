import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  GatewayDispatchEvents,
  InteractionContextType,
  InteractionType,
  MessageReferenceType,
  MessageType,
  PermissionFlagsBits,
  type APIMessage,
} from 'discord-api-types/v10';
import type { Parts } from './channel-routes.ts';
import { newMessage, toChannel, toUser, withLinks } from './payloads.ts';
import type { Channel, Interaction, User } from './world.ts';

/** A file by its path, or one made up: `size` may lie about it. */
export type PersonFile = string | { name: string; bytes?: Uint8Array; mime?: string; size?: number };
export type Said = {
  files?: PersonFile[];
  /** Names the bot in front of the text. */
  mention?: boolean;
  replyTo?: APIMessage;
  forward?: APIMessage;
  /** Makes its file a voice message. */
  waveform?: string;
  author?: Partial<APIMessage>;
};

const mimes: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.ogg': 'audio/ogg',
};

/** Somebody who uses Discord. Every method is what a client does, and what Discord then tells the bot. */
export type Person = ReturnType<typeof createPerson>;

export function createPerson(
  parts: Parts,
  user: User,
  options: { moderator?: boolean; manager?: boolean } = {},
) {
  const { world, gateway, origin } = parts;

  function attach(channelId: string, file: PersonFile, ephemeral = false): APIMessage['attachments'][number] {
    const made =
      typeof file === 'string'
        ? { name: basename(file), bytes: file, size: statSync(file).size, mime: mimes[extname(file)] }
        : { ...file, bytes: file.bytes ?? new Uint8Array(), size: file.size ?? file.bytes?.length ?? 0 };
    return world.addFile(channelId, made, origin(), ephemeral);
  }

  function say(channel: Channel, text: string, said: Said = {}): APIMessage {
    const mention = said.mention === true ? `<@${world.bot.id}> ` : '';
    const mentions =
      said.mention === true || said.replyTo?.author.id === world.bot.id ? [toUser(world.bot)] : [];
    const forwarded =
      said.forward === undefined
        ? {}
        : {
            message_reference: {
              type: MessageReferenceType.Forward,
              message_id: said.forward.id,
              channel_id: said.forward.channel_id,
            },
            message_snapshots: [{ message: said.forward }],
          };
    const message = newMessage(world, {
      channel_id: channel.id,
      author: toUser(user),
      content: `${mention}${text}`,
      mentions,
      attachments: (said.files ?? []).map((file) => ({
        ...attach(channel.id, file),
        ...(said.waveform === undefined ? {} : { waveform: said.waveform }),
      })),
      ...(said.replyTo === undefined
        ? {}
        : {
            type: MessageType.Reply,
            message_reference: {
              type: MessageReferenceType.Default,
              message_id: said.replyTo.id,
              channel_id: said.replyTo.channel_id,
            },
            referenced_message: said.replyTo,
          }),
      ...(forwarded as Partial<APIMessage>),
      ...said.author,
    });
    channel.archived = false;
    world.messagesOf(channel.id).set(message.id, { message });
    gateway().inChannel(channel, GatewayDispatchEvents.MessageCreate, message);
    return message;
  }

  function interact(channel: Channel, type: InteractionType, data: object, more: object = {}): Interaction {
    const interaction: Interaction = {
      id: world.newId(),
      token: world.newToken(),
      createdAt: world.now(),
      channelId: channel.id,
      userId: user.id,
      acknowledged: false,
      ephemeral: false,
    };
    world.interactions.set(interaction.token, interaction);
    const guild = world.guilds.get(channel.guildId ?? '');
    const isBotDm = channel.type === ChannelType.DM && channel.recipientId === user.id;
    const allowed =
      (options.moderator === true ? PermissionFlagsBits.ManageMessages : 0n) |
      (options.manager === true ? PermissionFlagsBits.ManageGuild : 0n);
    const person = toUser(user);
    const payload = {
      id: interaction.id,
      application_id: world.applicationId,
      type,
      data,
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: toChannel(world, channel),
      app_permissions: String(world.permissionsIn(channel)),
      locale: user.locale,
      entitlements: [],
      attachment_size_limit: 10 * 1024 * 1024,
      authorizing_integration_owners: {
        ...(guild?.installed === true || isBotDm
          ? { [ApplicationIntegrationType.GuildInstall]: guild?.id ?? '0' }
          : {}),
        ...(guild?.installed === true ? {} : { [ApplicationIntegrationType.UserInstall]: user.id }),
      },
      context:
        guild !== undefined
          ? InteractionContextType.Guild
          : isBotDm
            ? InteractionContextType.BotDM
            : InteractionContextType.PrivateChannel,
      ...(guild === undefined
        ? { user: person }
        : {
            guild_id: guild.id,
            guild_locale: guild.locale,
            guild: { id: guild.id, locale: guild.locale, features: [] },
            member: {
              user: person,
              roles: [],
              permissions: String(allowed),
              joined_at: new Date(0).toISOString(),
              deaf: false,
              mute: false,
              flags: 0,
            },
          }),
      ...more,
    };
    gateway().toShard(channel.guildId, GatewayDispatchEvents.InteractionCreate, payload);
    return interaction;
  }

  /** A registered command; anything else is a test that forgot something. */
  function registered(
    name: string,
    type: ApplicationCommandType,
  ): { id: string; options: { name: string; type: number; required?: boolean }[] } {
    const found = world.commands.find(
      (command) => command['name'] === name && (command['type'] ?? 1) === type,
    );
    if (found === undefined) throw new Error(`no command ${name} is registered`);
    return { id: String(found['id']), options: (found['options'] ?? []) as never };
  }

  return {
    user,
    mention: `<@${user.id}>`,
    dm: (): Channel => world.dmOf(user.id),
    say,
    /** Sends an event a second time, or one made by hand. */
    repeat(channel: Channel, message: APIMessage): void {
      gateway().inChannel(channel, GatewayDispatchEvents.MessageCreate, message);
    },
    /** A post in a forum: a thread that begins with its first message. */
    postInForum(
      forum: Channel,
      title: string,
      text: string,
      said: Said = {},
    ): { thread: Channel; message: APIMessage } {
      const thread = world.addChannel({
        type: ChannelType.PublicThread,
        name: title,
        guildId: forum.guildId,
        parentId: forum.id,
        ownerId: user.id,
      });
      gateway().toShard(forum.guildId, GatewayDispatchEvents.ThreadCreate, {
        ...toChannel(world, thread),
        newly_created: true,
      });
      return { thread, message: say(thread, text, { ...said, author: { id: thread.id } }) };
    },
    edit(channel: Channel, message: APIMessage, content: string): void {
      Object.assign(message, { content, edited_timestamp: new Date(world.now()).toISOString() });
      gateway().inChannel(channel, GatewayDispatchEvents.MessageUpdate, message);
    },
    delete(channel: Channel, message: APIMessage): void {
      world.messagesOf(channel.id).delete(message.id);
      gateway().inChannel(channel, GatewayDispatchEvents.MessageDelete, {
        id: message.id,
        channel_id: channel.id,
        guild_id: channel.guildId,
      });
    },
    command(
      channel: Channel,
      name: string,
      given: Record<string, string | { file: PersonFile }> = {},
    ): Interaction {
      const command = registered(name, ApplicationCommandType.ChatInput);
      const attachments: Record<string, object> = {};
      const values = Object.entries(given).map(([option, value]) => {
        const known = command.options.find((one) => one.name === option);
        if (known === undefined) throw new Error(`/${name} has no option ${option}`);
        if (typeof value === 'string') return { name: option, type: known.type, value };
        const made = attach(channel.id, value.file, true);
        attachments[made.id] =
          withLinks(
            world,
            origin(),
            newMessage(world, { channel_id: '', author: toUser(user), attachments: [made] }),
          ).attachments[0] ?? {};
        return { name: option, type: OptionType.Attachment, value: made.id };
      });
      return interact(channel, InteractionType.ApplicationCommand, {
        id: command.id,
        name,
        type: ApplicationCommandType.ChatInput,
        options: values,
        resolved: { attachments },
      });
    },
    messageCommand(channel: Channel, name: string, message: APIMessage): Interaction {
      const { id } = registered(name, ApplicationCommandType.Message);
      return interact(channel, InteractionType.ApplicationCommand, {
        id,
        name,
        type: ApplicationCommandType.Message,
        target_id: message.id,
        resolved: { messages: { [message.id]: withLinks(world, origin(), message) } },
      });
    },
    /** Fills in a form that an interaction has shown. */
    submit(channel: Channel, shown: Interaction, text: string): Interaction {
      const modal = shown.modal;
      if (modal === undefined) throw new Error('no form was shown');
      return interact(channel, InteractionType.ModalSubmit, {
        custom_id: modal.custom_id,
        components: modal.components.map((label) => ({
          type: label.type,
          id: 1,
          component: { type: 4, id: 2, custom_id: label.component?.custom_id, value: text },
        })),
      });
    },
    /** Presses a button by its words, or one made up by its id. */
    press(
      channel: Channel,
      message: APIMessage,
      button: { label: string } | { customId: string },
    ): Interaction {
      type Row = { components?: { label: string; custom_id: string }[] };
      const rows = (message.components ?? []) as unknown as Row[];
      const buttons = rows.flatMap((row) => row.components ?? []);
      const id =
        'customId' in button
          ? button.customId
          : buttons.find(({ label }) => label === button.label)?.custom_id;
      if (id === undefined) throw new Error('no such button');
      return interact(
        channel,
        InteractionType.MessageComponent,
        { custom_id: id, component_type: 2 },
        { message: withLinks(world, origin(), message) },
      );
    },
    /** Bytes of what the bot attached. */
    download(message: APIMessage): Uint8Array {
      const path = new URL(message.attachments[0]?.proxy_url ?? '').pathname;
      const bytes = world.files.get(path)?.bytes ?? new Uint8Array();
      return typeof bytes === 'string' ? readFileSync(bytes) : bytes;
    },
  };
}
