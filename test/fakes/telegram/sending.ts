import { open, stat } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { ApiError } from './api-error.ts';
import { mayWrite, type Chat } from './chat.ts';
import { parseHtml } from './markup.ts';
import { textOf, uploadOf, type Params, type Upload } from './params.ts';
import { addMessage, findChat, shown, type State } from './state.ts';
import type { FakeMessage } from './types.ts';

const maxThumbnailBytes = 200 * 1024;
const maxButtonBytes = 64;

type Values = Params['values'];

/** `sendMessage`, `sendPhoto`, `sendVideo`, `sendDocument` and `editMessageText`, with Telegram's limits. */
export const sending = {
  async sendMessage(state: State, { values }: Params): Promise<FakeMessage> {
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'text', topicOf(values));
    const text = formatted(values, 'text');
    if (text.text === '') throw new ApiError(400, 'Bad Request: message text is empty');
    if (text.text.length > 4096) throw new ApiError(400, 'Bad Request: message is too long');
    return post(state, chat, values, text);
  },

  async sendPhoto(state: State, params: Params): Promise<FakeMessage> {
    const { values } = params;
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'media', topicOf(values));
    const upload = uploadOf(params, 'photo');
    if (upload === undefined) throw new ApiError(400, 'Bad Request: there is no photo in the request');
    const type = await fileTypeFromFile(upload.path);
    if (type?.ext !== 'png' && type?.ext !== 'jpg')
      throw new ApiError(400, 'Bad Request: IMAGE_PROCESS_FAILED');
    const file = await state.files.add(upload.path, 'photos', { file_name: upload.name });
    const { text: caption, entities } = formatted(values, 'caption');
    if (caption.length > 1024) throw new ApiError(400, 'Bad Request: message caption is too long');
    return post(state, chat, values, {
      photo: [{ ...file, width: 1, height: 1 }],
      ...(caption === '' ? {} : { caption, caption_entities: entities }),
    });
  },

  async sendDocument(state: State, params: Params): Promise<FakeMessage> {
    const { values } = params;
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'media', topicOf(values));
    const upload = uploadOf(params, 'document');
    if (upload === undefined) throw new ApiError(400, 'Bad Request: there is no document in the request');
    const file = await state.files.add(upload.path, 'documents', {
      file_name: upload.name,
      mime_type: upload.mime,
    });
    const { text: caption, entities } = formatted(values, 'caption');
    if (caption.length > 1024) throw new ApiError(400, 'Bad Request: message caption is too long');
    return post(state, chat, values, {
      document: file,
      ...(caption === '' ? {} : { caption, caption_entities: entities }),
    });
  },

  async sendVideo(state: State, params: Params): Promise<FakeMessage> {
    const { values } = params;
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'media', topicOf(values));
    const upload = uploadOf(params, 'video');
    if (upload === undefined) throw new ApiError(400, 'Bad Request: there is no video in the request');
    const thumbnail = await thumbnailOf(uploadOf(params, 'thumbnail'));
    const isVideo = (await fileTypeFromFile(upload.path))?.ext === 'mp4';
    const file = await state.files.add(upload.path, isVideo ? 'videos' : 'documents', {
      file_name: upload.name,
      mime_type: isVideo ? 'video/mp4' : upload.mime,
      ...numbers(values, ['width', 'height', 'duration']),
      ...(thumbnail === undefined ? {} : { thumbnail }),
    });
    const { text: caption, entities } = formatted(values, 'caption');
    if (caption.length > 1024) throw new ApiError(400, 'Bad Request: message caption is too long');
    return post(state, chat, values, {
      [isVideo ? 'video' : 'document']: file,
      ...(caption === '' ? {} : { caption, caption_entities: entities }),
    });
  },

  async editMessageText(state: State, { values }: Params): Promise<FakeMessage> {
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'text', undefined);
    const message = chat.messages.find(({ message_id: id }) => id === values['message_id']);
    if (message === undefined) throw new ApiError(400, 'Bad Request: message to edit not found');
    if (message.from?.id !== state.me.id) throw new ApiError(400, "Bad Request: message can't be edited");
    if (message.text === undefined) {
      throw new ApiError(400, 'Bad Request: there is no text in the message to edit');
    }
    const { text, entities } = formatted(values, 'text');
    if (text === '') throw new ApiError(400, 'Bad Request: message text is empty');
    if (text.length > 4096) throw new ApiError(400, 'Bad Request: message is too long');
    const markup = keyboardOf(values);
    const isSame = text === message.text && JSON.stringify(markup) === JSON.stringify(message.reply_markup);
    if (isSame)
      throw new ApiError(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    Object.assign(message, { text, entities, edit_date: Math.floor(state.now() / 1000) });
    if (markup === undefined) delete message.reply_markup;
    else message.reply_markup = markup;
    state.changes.emit('change');
    return shown(message);
  },
};

function post(state: State, chat: Chat, values: Values, content: Partial<FakeMessage>): FakeMessage {
  const threadId = topicOf(values);
  const answered = answeredMessage(chat, values);
  const markup = keyboardOf(values);
  const message = addMessage(state, chat, {
    from: state.me,
    ...content,
    ...(threadId === undefined ? {} : { message_thread_id: threadId, is_topic_message: true }),
    ...(answered === undefined ? {} : { reply_to_message: answered }),
    ...(markup === undefined ? {} : { reply_markup: markup }),
  });
  return shown(message);
}

function topicOf(values: Values): number | undefined {
  return values['message_thread_id'] as number | undefined;
}

function formatted(values: Values, name: string): ReturnType<typeof parseHtml> {
  const text = textOf(values, name);
  if (values['parse_mode'] === 'HTML') return parseHtml(text);
  if (values['parse_mode'] !== undefined) throw new ApiError(400, 'Bad Request: unsupported parse_mode');
  return { text: text.trim(), entities: [] };
}

function answeredMessage(chat: Chat, values: Values): FakeMessage | undefined {
  const reply = values['reply_parameters'] as
    | { message_id: number; allow_sending_without_reply?: boolean }
    | undefined;
  if (reply === undefined) return undefined;
  const found = chat.messages.find(({ message_id: id }) => id === reply.message_id);
  if (found === undefined && reply.allow_sending_without_reply !== true) {
    throw new ApiError(400, 'Bad Request: message to be replied not found');
  }
  return found;
}

function keyboardOf(values: Values): FakeMessage['reply_markup'] {
  const markup = values['reply_markup'] as FakeMessage['reply_markup'];
  const buttons = markup?.inline_keyboard.flat() ?? [];
  if (buttons.length > 100) throw new ApiError(400, 'Bad Request: too many buttons');
  for (const { text, callback_data: data } of buttons) {
    if (text === '')
      throw new ApiError(400, 'Bad Request: text buttons are unallowed in the inline keyboard');
    const bytes = Buffer.byteLength(data ?? '');
    if (bytes < 1 || bytes > maxButtonBytes) throw new ApiError(400, 'Bad Request: BUTTON_DATA_INVALID');
  }
  return markup;
}

function numbers(values: Values, names: string[]): object {
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

async function thumbnailOf(upload: Upload | undefined) {
  if (upload === undefined) return undefined;
  const { size } = await stat(upload.path);
  const { width, height } = await jpegSize(upload.path);
  if (size > maxThumbnailBytes || width > 320 || height > 320) {
    throw new ApiError(400, 'Bad Request: the thumbnail is too large');
  }
  return { file_id: 'thumb', file_unique_id: 'thumb', file_size: size, width, height };
}

/** Reads a JPEG's frame header. */
async function jpegSize(path: string): Promise<{ width: number; height: number }> {
  const handle = await open(path);
  const bytes = await handle.readFile();
  await handle.close();
  if (bytes.readUInt16BE(0) !== 0xffd8) throw new ApiError(400, 'Bad Request: the thumbnail is not a JPEG');
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  throw new ApiError(400, 'Bad Request: the thumbnail is not a JPEG');
}
