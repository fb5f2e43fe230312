import type { Image, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import type { Messenger } from '#src/ports.ts';

type Said = { threadKey: ThreadKey; message: OutboundMessage };

export type FakeMessenger = Messenger & {
  /** Each try to post, in order. */
  posts: (Said & { nonce: string })[];
  edits: (Said & { messageId: string })[];
  illustrated: { messageId: string; image: Image }[];
  /** Called before a post is taken; may wait, or throw. */
  onPost: () => Promise<void> | void;
};

/** A platform that takes everything and keeps no nonces, so that a second post shows. */
export function createFakeMessenger(): FakeMessenger {
  const fake: FakeMessenger = {
    posts: [],
    edits: [],
    illustrated: [],
    onPost: () => undefined,
    limits: () => ({ editIntervalMs: 0, busyMs: 0, linkBy: 'page', spaceWord: 'server', keepsFiles: false }),
    async post(threadKey, message, nonce) {
      fake.posts.push({ threadKey, message, nonce });
      await fake.onPost();
      return `message-${fake.posts.length}`;
    },
    async edit(threadKey, messageId, message) {
      fake.edits.push({ threadKey, messageId, message });
    },
    async illustrate(_, messageId, __, image) {
      fake.illustrated.push({ messageId, image });
    },
    showBusy: async () => undefined,
  };
  return fake;
}
