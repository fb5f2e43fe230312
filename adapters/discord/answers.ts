import type { REST } from '@discordjs/rest';
import {
  ComponentType,
  InteractionResponseType as Type,
  MessageFlags,
  RESTJSONErrorCodes as Code,
  Routes,
  TextInputStyle,
} from 'discord-api-types/v10';
import { noMentions } from './bodies.ts';
import { isCode } from './faults.ts';
import { maxContentChars, splitText, toDiscord } from './format.ts';
import { CountedBody } from './rest.ts';
import type { RawInteraction } from './schema.ts';
import { sentSchema } from './schema.ts';

/** A form with one field. */
export type Form = {
  id: string;
  title: string;
  label: string;
  hint: string;
  long: boolean;
  maxChars: number;
};

type Named = Pick<RawInteraction, 'id' | 'token' | 'application_id'>;

/**
 * Answers to interactions. The first must come within three seconds, and all of them within fifteen minutes: so
 * they only say that something was taken, and where it goes on. The token in them is never kept.
 */
export type Answers = {
  /** "thinking…"; the answer is then edited or removed. */
  defer(interaction: Named, seenBy: 'all' | 'author'): Promise<void>;
  /** Takes a pressed button without a word. */
  takePress(interaction: Named): Promise<void>;
  showForm(interaction: Named, form: Form): Promise<void>;
  /** A first answer for its author alone. */
  say(interaction: Named, text: string): Promise<void>;
  edit(interaction: Named, text: string): Promise<void>;
  remove(interaction: Named): Promise<void>;
  /** One more answer, for its author alone. */
  add(interaction: Named, text: string): Promise<void>;
  /** The id of the first answer, which is a message like any other where all can see it. */
  messageOf(interaction: Named): Promise<string>;
};

export function createAnswers({ rest }: { rest: REST }): Answers {
  async function first({ id, token }: Named, answer: object): Promise<void> {
    const body = new CountedBody(answer);
    const headers = { 'content-type': 'application/json' };
    try {
      await rest.post(Routes.interactionCallback(id, token), {
        auth: false,
        body,
        headers,
        passThroughBody: true,
      });
    } catch (error) {
      // An earlier try of ours had arrived, and only its answer was lost.
      if (body.sent > 1 && isCode(error, Code.InteractionHasAlreadyBeenAcknowledged)) return;
      throw error;
    }
  }
  const content = (text: string): object => ({
    content: splitText(toDiscord(text), maxContentChars)[0] ?? '',
    allowed_mentions: noMentions,
  });
  const alone = { flags: MessageFlags.Ephemeral };
  const original = ({ application_id: app, token }: Named): `/${string}` => Routes.webhookMessage(app, token);

  return {
    defer: (interaction, seenBy) =>
      first(interaction, {
        type: Type.DeferredChannelMessageWithSource,
        ...(seenBy === 'author' ? { data: alone } : {}),
      }),
    takePress: (interaction) => first(interaction, { type: Type.DeferredMessageUpdate }),
    showForm: (interaction, { id, title, label, hint, long, maxChars }) =>
      first(interaction, {
        type: Type.Modal,
        data: {
          custom_id: id,
          title,
          components: [
            {
              type: ComponentType.Label,
              label,
              component: {
                type: ComponentType.TextInput,
                custom_id: 'text',
                style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
                placeholder: hint,
                required: true,
                min_length: 1,
                max_length: maxChars,
              },
            },
          ],
        },
      }),
    say: (interaction, text) =>
      first(interaction, { type: Type.ChannelMessageWithSource, data: { ...content(text), ...alone } }),
    async edit(interaction, text) {
      await rest.patch(original(interaction), { auth: false, body: content(text) });
    },
    async remove(interaction) {
      await rest.delete(original(interaction), { auth: false });
    },
    async add(interaction, text) {
      const { application_id: app, token } = interaction;
      await rest.post(Routes.webhook(app, token), { auth: false, body: { ...content(text), ...alone } });
    },
    messageOf: async (interaction) =>
      sentSchema.parse(await rest.get(original(interaction), { auth: false })).id,
  };
}
