import type { FakeTelegram } from '#test/fakes/telegram/server.ts';
import { rendersIn, type News, type Person, type Said } from './said.ts';

/** People with a private chat each. Telegram keeps what nobody has confirmed. */
export function createTelegramPeople(telegram: FakeTelegram, news: News): (name: string) => Person {
  const chats = new Map<number, { said: Map<number, Said>; seen: number }>();

  telegram.state.changes.on('change', () => {
    for (const [chatId, chat] of chats) {
      const messages = telegram.state.chats.get(chatId)?.messages ?? [];
      for (const message of messages.slice(chat.seen)) {
        const said = chat.said.get(message.reply_to_message?.message_id ?? -1);
        if (message.from?.id !== telegram.state.me.id || said === undefined) continue;
        const text = message.text ?? message.caption ?? '';
        said.heard.push({
          at: Date.now(),
          // Looked at as it is posted, before any edit.
          kind: text.startsWith('Got it.') ? 'status' : 'last',
          id: String(message.message_id),
          text,
          renders: rendersIn(message),
        });
        news.tell();
      }
      chat.seen = messages.length;
    }
  });

  return (name) => {
    const person = telegram.person();
    const chat = { said: new Map<number, Said>(), seen: 0 };
    chats.set(person.chat.id, chat);
    return {
      name,
      platform: 'telegram',
      async say(said) {
        const message =
          said.clip === undefined
            ? person.say(said.text)
            : await person.send({
                kind: 'video',
                path: said.clip,
                caption: said.text,
                name: `${said.mark}.mp4`,
                mime: 'video/mp4',
              });
        said.id = String(message.message_id);
        chat.said.set(message.message_id, said);
      },
      close: async () => undefined,
    };
  };
}
