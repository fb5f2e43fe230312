import { readFileSync } from 'node:fs';
import { MessageFlags, type APIMessage } from 'discord-api-types/v10';
import type { Discord } from '#test/fakes/discord/server.ts';
import { rendersIn, type News, type Person, type Said } from './said.ts';

type Options = { discord: Discord; news: News };

/** People who write to the bot directly. What is written while no gateway listens, Discord brings to nobody. */
export function createDiscordPeople({ discord, news }: Options): (name: string) => Person {
  const said = new Map<string, Said>();
  const seen = new Set<string>();
  /** How many messages of each channel were looked at. */
  const channels = new Map<string, number>();

  function hear(message: APIMessage): void {
    const about = said.get(message.message_reference?.message_id ?? '');
    if (message.author.id !== discord.world.bot.id || seen.has(message.id) || about === undefined) return;
    seen.add(message.id);
    const isQuiet = ((message.flags ?? 0) & MessageFlags.SuppressNotifications) !== 0;
    about.heard.push({
      at: Date.now(),
      kind: isQuiet ? 'status' : 'last',
      id: message.id,
      text: message.content,
      renders: rendersIn(message),
    });
    news.tell();
  }

  discord.world.news.on('news', () => {
    for (const [id, count] of channels) {
      const messages = discord.world.messagesOf(id);
      if (messages.size === count) continue;
      channels.set(id, messages.size);
      for (const { message } of messages.values()) hear(message);
    }
  });

  return (name) => {
    const person = discord.person(name);
    const channel = discord.world.dmOf(person.user.id);
    channels.set(channel.id, 0);
    return {
      name,
      platform: 'discord',
      async say(about) {
        const message = person.say(channel, about.text, {
          files:
            about.clip === undefined
              ? []
              : [{ name: `${about.mark}.mp4`, bytes: readFileSync(about.clip), mime: 'video/mp4' }],
        });
        about.id = message.id;
        said.set(message.id, about);
      },
      close: async () => undefined,
    };
  };
}
