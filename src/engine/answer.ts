import type { Button, OutboundFile, OutboundMessage, Picture } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';

/** What one step says, and what hangs on it. */
export type Answer = {
  text: string;
  buttons?: Button[];
  files?: OutboundFile[];
  picture?: Picture | undefined;
};

/** Answers as the turn's one last message. It counts as a result where a video comes with it. */
export function toLastMessage(turn: Pick<Turn, 'messageId'>, answers: Answer[]): OutboundMessage {
  const files = answers.flatMap((answer) => answer.files ?? []);
  return {
    kind: files.some(({ mime }) => mime.startsWith('video/')) ? 'result' : 'info',
    text: answers.map(({ text }) => text).join('\n\n'),
    replyTo: turn.messageId,
    buttons: answers.flatMap((answer) => answer.buttons ?? []),
    files,
    picture: answers.findLast((answer) => answer.picture !== undefined)?.picture,
  };
}
