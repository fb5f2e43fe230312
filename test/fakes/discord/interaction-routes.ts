import {
  GatewayDispatchEvents,
  InteractionResponseType as Type,
  MessageFlags,
  MessageType,
  type APIMessage,
} from 'discord-api-types/v10';
import type { Parts } from './channel-routes.ts';
import { newMessage, toUser, withLinks } from './payloads.ts';
import type { Answer, Call, Route } from './rest.ts';
import { refusal, type Refusal } from './rules.ts';
import type { Interaction, ShownModal } from './world.ts';

/** Discord's own times: a first answer within three seconds, all others within fifteen minutes. */
const answerWithinMs = 3_000;
const tokenLifeMs = 15 * 60 * 1000;

/** Answers to interactions, by the interaction's token alone. */
export function interactionRoutes(parts: Parts): Route[] {
  const { world, gateway, origin } = parts;

  const shown = (message: APIMessage): Answer => ({ status: 200, body: withLinks(world, origin(), message) });

  function write(interaction: Interaction, data: Record<string, unknown>, loading: boolean): APIMessage {
    const flags = Number(data['flags'] ?? 0) | (loading ? MessageFlags.Loading : 0);
    const message = newMessage(world, {
      channel_id: interaction.channelId,
      author: toUser(world.bot),
      type: MessageType.ChatInputCommand,
      content: (data['content'] ?? '') as string,
      components: (data['components'] ?? []) as never,
    });
    Object.assign(message, { flags });
    const ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
    const seenOnlyBy = ephemeral ? interaction.userId : undefined;
    world.messagesOf(interaction.channelId).set(message.id, { message, seenOnlyBy });
    const channel = world.channels.get(interaction.channelId);
    if (channel !== undefined && !ephemeral)
      gateway().inChannel(channel, GatewayDispatchEvents.MessageCreate, message);
    world.news.emit('news');
    return message;
  }

  function callback(call: Call): Answer | Refusal {
    const interaction = world.interactions.get(call.at[1] ?? '');
    if (interaction?.id !== call.at[0] || interaction === undefined)
      return refusal(404, 10062, 'Unknown interaction');
    if (interaction.acknowledged) return refusal(400, 40060, 'Interaction has already been acknowledged.');
    if (world.now() - interaction.createdAt > answerWithinMs)
      return refusal(404, 10062, 'Unknown interaction');
    interaction.acknowledged = true;
    const type = call.body['type'] as Type;
    const data = (call.body['data'] ?? {}) as Record<string, unknown>;
    let message: APIMessage | undefined;
    if (type === Type.ChannelMessageWithSource || type === Type.DeferredChannelMessageWithSource) {
      const deferred = type === Type.DeferredChannelMessageWithSource;
      interaction.ephemeral = (Number(data['flags'] ?? 0) & MessageFlags.Ephemeral) !== 0;
      message = write(interaction, data, deferred);
      interaction.originalId = message.id;
    } else if (type === Type.Modal) interaction.modal = data as unknown as ShownModal;
    world.news.emit('news');
    if (call.query['with_response'] !== 'true') return { status: 204 };
    return {
      status: 200,
      body: {
        interaction: {
          id: interaction.id,
          type: 2,
          response_message_id: message?.id,
          response_message_ephemeral: interaction.ephemeral,
        },
        ...(message === undefined
          ? {}
          : { resource: { type, message: withLinks(world, origin(), message) } }),
      },
    };
  }

  function ofToken(call: Call): Interaction | Refusal {
    const interaction = world.interactions.get(call.at[1] ?? '');
    if (call.at[0] !== world.applicationId || interaction === undefined)
      return refusal(404, 10015, 'Unknown Webhook');
    if (!interaction.acknowledged) return refusal(404, 10015, 'Unknown Webhook');
    return world.now() - interaction.createdAt > tokenLifeMs
      ? refusal(401, 50027, 'Invalid Webhook Token')
      : interaction;
  }
  const isRefusal = (found: Interaction | Refusal): found is Refusal => 'status' in found;

  function onOriginal(
    work: (message: APIMessage, call: Call, interaction: Interaction) => Answer,
  ): Route['answer'] {
    return (call) => {
      const interaction = ofToken(call);
      if (isRefusal(interaction)) return interaction;
      const stored = world.messagesOf(interaction.channelId).get(interaction.originalId ?? '');
      return stored === undefined
        ? refusal(404, 10008, 'Unknown Message')
        : work(stored.message, call, interaction);
    };
  }

  const original = /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/;
  return [
    { method: 'POST', path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/, open: true, answer: callback },
    { method: 'GET', path: original, open: true, answer: onOriginal((message) => shown(message)) },
    {
      method: 'PATCH',
      path: original,
      open: true,
      answer: onOriginal((message, call) => {
        const flags = (message.flags ?? 0) & ~MessageFlags.Loading;
        Object.assign(message, { content: call.body['content'] ?? message.content, flags });
        return shown(message);
      }),
    },
    {
      method: 'DELETE',
      path: original,
      open: true,
      answer: onOriginal((message, _, interaction) => {
        world.messagesOf(interaction.channelId).delete(message.id);
        return { status: 204 };
      }),
    },
    {
      method: 'POST',
      path: /^\/webhooks\/(\d+)\/([^/]+)$/,
      open: true,
      answer: (call) => {
        const interaction = ofToken(call);
        return isRefusal(interaction) ? interaction : shown(write(interaction, call.body, false));
      },
    },
  ];
}
