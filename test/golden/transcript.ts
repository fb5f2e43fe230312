import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import type { Conversation } from './conversations.ts';

const footage = (name: string): string =>
  fileURLToPath(new URL(`../../../shared/media/${name}`, import.meta.url));
export const hasFootage = (): boolean => existsSync(footage('cockatoo.mp4'));

/** Plays a conversation, each move after the last word on the one before, and writes down what a person reads. */
export async function play(chat: Chat, { name, moves }: Conversation): Promise<string> {
  const lines = [`# ${name}`];
  let last: ChatMessage | undefined;
  for (const move of moves) {
    if ('say' in move) {
      const files = move.files ?? [];
      lines.push(`**You:** ${[...files.map((file) => `[${file}]`), move.say].filter(Boolean).join(' ')}`);
      last = await chat.ask(move.say, files.map(footage));
    } else {
      lines.push(`**You:** *press* ${move.press}`);
      const button = last?.buttons.find(({ label }) => label === move.press);
      if (button === undefined) throw new Error(`no button "${move.press}" in ${name}`);
      const { messageId } = await chat.press(button.token);
      last = await chat.lastWord(messageId ?? '');
    }
    lines.push(`**Reelay** (${last.kind}): ${steady(last.text)}${extras(last)}`);
  }
  return `${lines.join('\n\n')}\n`;
}

/** What differs from run to run is named instead of shown. */
function steady(text: string): string {
  return text
    .replace(/https?:\/\/\S*\/media\/\S+/g, '<MP4>')
    .replace(/https?:\/\/\S*\/workspace\/claim\S+/g, '<editor>')
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, '<web>')
    .replace(/\d+(?:\.\d+)? [KM]B/g, '<size>')
    .replace(/(?:\w{3} \d+, \d{4},|\d+年\d+月\d+日) \d\d:\d\d UTC/g, '<a week from now>');
}

function extras({ files, buttons }: ChatMessage): string {
  const shown = [
    files.map(({ name }) => `🎬 ${name}`).join(' '),
    buttons.map(({ label }) => `[${label}]`).join(' '),
  ].filter(Boolean);
  return shown.length === 0 ? '' : `\n\n${shown.join('\n\n')}`;
}
