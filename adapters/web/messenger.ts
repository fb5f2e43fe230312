import { createHash } from 'node:crypto';
import type { ChatLog, Messenger } from '#src/ports.ts';

/** Sends into the web chat's log; whoever watches the thread, in any process, sees it at once. */
export function createWebMessenger({
  chatLog,
  onVideo,
}: {
  chatLog: ChatLog;
  onVideo?: ((as: 'file') => void) | undefined;
}): Messenger {
  return {
    limits: () => ({
      editIntervalMs: 500,
      busyMs: 0,
      linkBy: 'page',
      spaceWord: undefined,
      keepsFiles: false,
    }),
    async post(threadKey, message, nonce) {
      const id = createHash('sha256').update(nonce).digest('base64url').slice(0, 22);
      await chatLog.append(threadKey, { event: 'message', id, message });
      if (message.files.length > 0) onVideo?.('file');
      return id;
    },
    async edit(threadKey, messageId, message) {
      await chatLog.append(threadKey, { event: 'edit', id: messageId, message });
    },
    async illustrate(threadKey, messageId, message, { alt, renderId }) {
      const shown = { ...message, picture: { alt, renderId } };
      await chatLog.append(threadKey, { event: 'edit', id: messageId, message: shown });
    },
    // The page shows by itself that a status message is still moving.
    showBusy: async () => undefined,
  };
}
