import { ApplicationCommandType, InteractionType, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { adminOrderOf } from '#src/core/access.ts';
import type { Locale } from '#src/core/message.ts';
import { createRecent } from '#src/core/recent.ts';
import { messagesFor, pickLocale } from '#src/i18n/index.ts';
import { AppError } from '#src/errors.ts';
import { filesOfCommand, toText } from './commands.ts';
import { isCode, toChatError } from './faults.ts';
import { filesOf } from './files.ts';
import { keyOf, messageIdOf, pressedOf } from './ids.ts';
import { maxTextChars } from './inbound.ts';
import { patiently } from './patience.ts';
import { mayManage, mayModerate, reachOf, spaceOf, type Reach } from './reach.ts';
import { createRequests, type RequestDeps } from './requests.ts';
import {
  buttonSchema,
  commandSchema,
  formSchema,
  interactionSchema,
  type RawAttachment,
  type RawCommand,
  type RawInteraction,
} from './schema.ts';
import { toAppError } from './tell.ts';

/** Longest token that is asked for. */
const maxTokenChars = 500;

const numberOf = (value: number): number => value;
const types = {
  command: numberOf(InteractionType.ApplicationCommand),
  button: numberOf(InteractionType.MessageComponent),
  form: numberOf(InteractionType.ModalSubmit),
  onMessage: numberOf(ApplicationCommandType.Message),
};

const codes = {
  unknown: 'button.unknown',
  'not-yours': 'button.not-yours',
  refused: 'access.closed',
} as const;

export type InteractionOptions = RequestDeps & { onRival: (where: string) => void };

/** Commands, buttons and forms. Each is answered first, before anything is looked up or stored. */
export function createInteractions(options: InteractionOptions): {
  created(payload: unknown): Promise<void>;
} {
  const { handler, words, log, answers, onRival } = options;
  const requests = createRequests(options);
  /** Forms that are being filled in: what they are about, by the interaction that showed them. */
  const forms = createRecent<{ files: RawAttachment[]; messageId: string }>(1_000);

  type From = { interaction: RawInteraction; authorId: string; locale: Locale; reach: Reach };

  async function onCommand({ interaction, ...from }: From, command: RawCommand): Promise<void> {
    if (command.name === 'link') return showLinkForm(interaction, command, from.locale);
    if (adminOrderOf(`/${command.name}`) !== undefined) return onOrder({ interaction, ...from }, command);
    const opensThread = command.name === 'edit' && from.reach.maySend && from.reach.mayOpenThread;
    // Only an answer that all can see can have a thread.
    await answers.defer(interaction, opensThread ? 'all' : 'author');
    const wanted = { text: toText(command), files: filesOfCommand(command) };
    await requests.take(
      interaction,
      { ...wanted, thread: opensThread ? { onMessage: undefined } : undefined },
      from,
    );
  }

  /** What an admin wants about who is let in is answered to them alone. */
  async function onOrder({ interaction, authorId, locale, reach }: From, command: RawCommand): Promise<void> {
    await answers.defer(interaction, 'author');
    try {
      const answer = await patiently(options.patience, () =>
        handler.order({
          threadKey: keyOf(reach.place ?? { channelId: interaction.id }),
          messageId: messageIdOf({ kind: 'interaction', authorId, id: interaction.id }),
          authorId,
          space: spaceOf(interaction),
          locale,
          text: toText(command),
        }),
      );
      await answers.edit(interaction, answer ?? words(new AppError('access.closed', {}), locale));
    } catch (error) {
      await answers.edit(interaction, words(toAppError(error, log), locale));
    }
  }

  async function showLinkForm(
    interaction: RawInteraction,
    command: RawCommand,
    locale: Locale,
  ): Promise<void> {
    const words = messagesFor(locale);
    const isShared = command.options.some(({ value }) => value === 'server');
    if (isShared && interaction.guild_id === undefined)
      return answers.say(interaction, words.account.nothingShared);
    if (isShared && !mayManage(interaction))
      return answers.say(interaction, words.errors['account.managers-only']({}));
    const { linkForm, shareForm } = words.discord;
    const form = isShared ? { ...shareForm, id: 'form/share' } : { ...linkForm, id: 'form/link' };
    return answers.showForm(interaction, { ...form, long: false, maxChars: maxTokenChars });
  }

  /** "Edit this video": the message comes whole with the command, so this works where we cannot read. */
  async function onMessageCommand({ interaction, locale }: From, command: RawCommand): Promise<void> {
    const message = command.resolved.messages[command.target_id ?? ''];
    const files = message === undefined ? [] : filesOf(message);
    const { noFileThere, editForm } = messagesFor(locale).discord;
    if (message === undefined || files.length === 0) return answers.say(interaction, noFileThere);
    forms.set(interaction.id, { files, messageId: message.id });
    const id = `form/edit/${interaction.id}`;
    await answers.showForm(interaction, { ...editForm, id, long: true, maxChars: maxTextChars });
  }

  async function onForm({ interaction, ...from }: From): Promise<void> {
    const form = formSchema.parse(interaction.data);
    const text = form.components
      .map(({ component }) => component?.value ?? '')
      .join(' ')
      .trim();
    if (form.custom_id === 'form/link' || form.custom_id === 'form/share')
      return link({ interaction, ...from }, text, form.custom_id === 'form/share');
    const about = forms.get(/^form\/edit\/(\d+)$/.exec(form.custom_id)?.[1] ?? '');
    if (about === undefined) return answers.say(interaction, messagesFor(from.locale).discord.formExpired);
    await answers.defer(interaction, 'author');
    const { place, mayRead, maySend, mayOpenThread } = from.reach;
    const readable = mayRead && place !== undefined;
    await requests.take(
      interaction,
      {
        text,
        files: about.files,
        message: readable ? { id: about.messageId, channelId: place.channelId } : undefined,
        thread: maySend && mayOpenThread ? { onMessage: about.messageId } : undefined,
      },
      from,
    );
  }

  async function link(
    { interaction, authorId, locale, reach }: From,
    token: string,
    isShared: boolean,
  ): Promise<void> {
    await answers.defer(interaction, 'author');
    try {
      const threadKey = keyOf(reach.place ?? { channelId: interaction.id });
      const space = spaceOf(interaction);
      // Asked for once more: rights may have gone since the form was shown.
      const shared =
        isShared && space !== undefined ? { id: space, mayManage: mayManage(interaction) } : undefined;
      await answers.edit(
        interaction,
        await handler.linkAccount({ threadKey, authorId, space, token, locale, shared }),
      );
    } catch (error) {
      await answers.edit(interaction, words(toAppError(error, log), locale));
    }
  }

  async function onButton({ interaction, authorId, locale, reach }: From): Promise<void> {
    await answers.takePress(interaction);
    const space = spaceOf(interaction);
    const pressed = pressedOf(buttonSchema.parse(interaction.data).custom_id);
    try {
      const outcome =
        pressed === undefined
          ? 'unknown'
          : await patiently(options.patience, () =>
              handler.press({
                ...pressed,
                pressId: messageIdOf({ kind: 'interaction', authorId, id: interaction.id }),
                authorId,
                space,
                pressedAt: reach.place === undefined ? undefined : keyOf(reach.place),
                canModerate: mayModerate(interaction),
                locale,
              }),
            );
      // In private the refusal stands in the chat.
      if (outcome === 'taken' || (outcome === 'refused' && space === undefined)) return;
      await answers.add(interaction, words(new AppError(codes[outcome], {}), locale));
    } catch (error) {
      await answers.add(interaction, words(toAppError(error, log), locale));
    }
  }

  async function answer(from: From): Promise<void> {
    const { interaction } = from;
    if (interaction.type === types.button) return onButton(from);
    if (interaction.type === types.form) return onForm(from);
    if (interaction.type !== types.command) return undefined;
    const command = commandSchema.parse(interaction.data);
    return command.type === types.onMessage ? onMessageCommand(from, command) : onCommand(from, command);
  }

  return {
    async created(payload) {
      const parsed = interactionSchema.safeParse(payload);
      const authorId = parsed.data?.member?.user.id ?? parsed.data?.user?.id;
      if (parsed.data === undefined || authorId === undefined) {
        log.warn({ err: parsed.error }, 'an interaction of a shape that is not known');
        return;
      }
      const interaction = parsed.data;
      const locale = pickLocale(interaction.locale) ?? 'en';
      try {
        await answer({ interaction, authorId, locale, reach: reachOf(interaction) });
      } catch (error) {
        // Answered before we could: only a process with the same token can do that.
        if (isCode(error, Code.InteractionHasAlreadyBeenAcknowledged)) onRival('an interaction');
        else
          log.warn(
            { interactionId: interaction.id, err: toChatError(error) },
            'an interaction was not answered',
          );
      }
    },
  };
}
