import { basename } from 'node:path';
import type { Chat } from './chat.ts';
import { findEntities } from './markup.ts';
import { addChat, addMessage, shown, type State } from './state.ts';
import type { FakeMessage, FakeUser, MediaKind, Member } from './types.ts';

type Said = {
  replyTo?: number;
  topic?: number;
  /** As an admin who writes in the group's name. */
  anonymous?: boolean;
};
type Media = Said & {
  kind: MediaKind;
  path: string;
  caption?: string;
  name?: string;
  mime?: string;
  album?: string;
  /** What Telegram claims the size is; undefined leaves it out. */
  claimedBytes?: number | undefined;
};

/** One person in one chat, with everything people do there. */
export type Person = {
  user: FakeUser;
  chat: Chat;
  say(text: string, how?: Said): FakeMessage;
  send(media: Media): Promise<FakeMessage>;
  /** Several files at once: Telegram sends each as an update of its own. */
  album(parts: Omit<Media, 'album'>[]): Promise<FakeMessage[]>;
  edit(message: FakeMessage, text: string): void;
  /** Presses a button of a message by its label. Gives the callback's id. */
  press(message: FakeMessage, label: string): string;
  /** A callback with any data, as a changed client can send. */
  pressData(message: FakeMessage, data: string | undefined): string;
  /** Messages of the bot here, in order. */
  heard(): FakeMessage[];
  /** Waits for a message of the bot here that fits, as it is now or will be after an edit. */
  hears(fits: (message: FakeMessage) => boolean): Promise<FakeMessage>;
};

export type People = {
  /** Somebody with a private chat. */
  person(of?: { name?: string; language?: string; hasTopics?: boolean }): Person;
  group(of?: { forum?: boolean; basic?: boolean; title?: string }): Chat;
  /** Somebody in a group. */
  member(chat: Chat, as?: Member, of?: { name?: string; language?: string }): Person;
  /** Somebody that is known already, in a group as well. */
  join(person: Person, chat: Chat, as?: Member): Person;
  topic(chat: Chat, name: string): number;
  /** Lets the bot into a group, or changes what it is there. */
  admit(chat: Chat, status: Member, by: FakeUser): void;
  /** A basic group becomes a supergroup with another id. */
  upgrade(chat: Chat): Chat;
  /** Waits until something looks as it should; looked at after every change. */
  until<T>(look: () => T | undefined): Promise<T>;
};

export function createPeople(state: State): People {
  let nextUser = 501_000_001;
  let nextGroup = 1_002_000_001;
  let nextAlbum = 13_000_000_001;
  let nextCallback = 4_382_000_000_000_001;

  async function until<T>(look: () => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = (): void => {
      try {
        const found = look();
        if (found !== undefined) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    state.changes.on('change', check);
    check();
    return promise.finally(() => state.changes.off('change', check));
  }

  function inChat(user: FakeUser, chat: Chat): Person {
    const heard = (): FakeMessage[] => chat.messages.filter(({ from }) => from?.id === state.me.id);

    function place({ replyTo, topic, anonymous }: Said): Partial<FakeMessage> {
      const answered = chat.messages.find(({ message_id: id }) => id === replyTo);
      return {
        from: anonymous === true ? anonymousAdmin : user,
        ...(anonymous === true
          ? { sender_chat: { id: chat.id, type: chat.type, title: chat.title ?? '' } }
          : {}),
        ...(answered === undefined ? {} : { reply_to_message: answered }),
        ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true as const }),
      };
    }

    async function send(media: Media): Promise<FakeMessage> {
      const { kind, path, caption, name, mime, album, ...how } = media;
      const folder = kind === 'video_note' ? 'video_notes' : `${kind}s`;
      const file = await state.files.add(path, folder, {
        ...(kind === 'document' || kind === 'video' || kind === 'audio'
          ? { file_name: name ?? basename(path) }
          : {}),
        ...(mime === undefined ? {} : { mime_type: mime }),
      });
      if ('claimedBytes' in media) {
        if (media.claimedBytes === undefined) delete file.file_size;
        else file.file_size = media.claimedBytes;
      }
      const small = { ...file, file_id: `${file.file_id}-s`, file_size: 1_000, width: 90, height: 51 };
      return addMessage(state, chat, {
        ...place(how),
        ...(kind === 'photo' ? { photo: [small, file] } : { [kind]: file }),
        ...(kind === 'animation' ? { document: file } : {}),
        ...(caption === undefined ? {} : { caption, caption_entities: findEntities(caption) }),
        ...(album === undefined ? {} : { media_group_id: album }),
      });
    }

    function pressData(message: FakeMessage, data: string | undefined): string {
      const id = String(nextCallback++);
      state.callbacks.set(id, { at: state.now() });
      state.queue.push('callback_query', chat.id, {
        id,
        from: user,
        message: shown(message),
        chat_instance: String(chat.id),
        ...(data === undefined ? { game_short_name: 'chess' } : { data }),
      });
      return id;
    }

    return {
      user,
      chat,
      heard,
      send,
      pressData,
      say: (text, how = {}) => addMessage(state, chat, { ...place(how), text, entities: findEntities(text) }),
      async album(parts) {
        const album = String(nextAlbum++);
        const sent: FakeMessage[] = [];
        for (const part of parts) sent.push(await send({ ...part, album }));
        return sent;
      },
      edit(message, text) {
        const isText = message.text !== undefined;
        Object.assign(message, isText ? { text } : { caption: text }, {
          edit_date: Math.floor(state.now() / 1000),
        });
        message[isText ? 'entities' : 'caption_entities'] = findEntities(text);
        state.queue.push('edited_message', chat.id, shown(message));
      },
      press(message, label) {
        const button = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
        if (button === undefined) throw new Error(`no button ${label}`);
        return pressData(message, button.callback_data);
      },
      hears: (fits) => until(() => heard().find(fits)),
    };
  }

  function newUser(name = 'Mia', language = 'en'): FakeUser {
    return { id: nextUser++, is_bot: false, first_name: name, language_code: language };
  }

  return {
    until,
    person({ name, language, hasTopics = false } = {}) {
      const user = newUser(name, language);
      return inChat(user, addChat(state, { id: user.id, type: 'private', isForum: hasTopics }));
    },
    group({ forum = false, basic = false, title = 'Film club' } = {}) {
      const id = basic ? -(nextGroup++ % 1_000_000_000) : -1_000_000_000_000 - nextGroup++;
      return addChat(state, { id, type: basic ? 'group' : 'supergroup', title, isForum: forum });
    },
    member(chat, as = 'member', { name, language } = {}) {
      const user = newUser(name, language);
      chat.members.set(user.id, as);
      return inChat(user, chat);
    },
    join({ user }, chat, as = 'member') {
      chat.members.set(user.id, as);
      return inChat(user, chat);
    },
    topic(chat, name) {
      const opening = addMessage(
        state,
        chat,
        { from: anonymousAdmin, forum_topic_created: { name, icon_color: 0 } },
        { silent: true },
      );
      chat.topics.set(opening.message_id, { name, state: 'open' });
      return opening.message_id;
    },
    admit(chat, status, by) {
      const before = chat.bot.status;
      chat.bot.status = status;
      state.queue.push('my_chat_member', chat.id, {
        chat: { id: chat.id, type: chat.type, title: chat.title },
        from: by,
        date: Math.floor(state.now() / 1000),
        old_chat_member: { user: state.me, status: before },
        new_chat_member: { user: state.me, status },
      });
    },
    upgrade(chat) {
      const now = addChat(state, {
        ...chat,
        id: -1_000_000_000_000 - nextGroup++,
        type: 'supergroup',
        messages: [],
        nextMessageId: 1,
      });
      chat.movedTo = now.id;
      addMessage(state, chat, { from: anonymousAdmin, migrate_to_chat_id: now.id });
      addMessage(state, now, { from: anonymousAdmin, migrate_from_chat_id: chat.id });
      return now;
    },
  };
}

/** Who Telegram shows for what admins do in their group's name. */
const anonymousAdmin: FakeUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};
