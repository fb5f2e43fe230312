import { expect, test } from 'vitest';
import { textReply, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { Messenger, OpenFile } from '#src/ports.ts';
import { paintPixel } from '#test/fakes/painter.ts';

/** What a reader sees of one message. */
export type Seen = {
  id: string;
  /** As it is read, without markup. */
  text: string;
  buttons: { label: string; token: string }[];
  replyTo?: string | undefined;
  fileBytes?: number | undefined;
  /** The picture's own description; nothing where there is no picture, empty where the platform has none. */
  pictureAlt?: string | undefined;
};

/** A place that a messenger writes to, and a look at it from outside. */
export type Place = {
  messenger: Messenger;
  threadKey: ThreadKey;
  /** The id of a message that a person wrote there. */
  saidId: string;
  seen(): Promise<Seen[]>;
  /** A small finished video, as its bytes. */
  video: Uint8Array;
  /** Where the platform keeps bytes of its own. Without it a file is served on request. */
  sendsFiles: boolean;
  /** Where a picture has a description of its own. */
  hasAlt: boolean;
};

export const noFile: OpenFile = () => {
  throw new Error('no file is to be opened');
};

const tricky =
  'a < b && c > d "quoted" _under_ *star* ~wave~ ||pipe|| #1 +2 -3 =4 {5} 6.7! \\ (8) [9] <script>alert(1)</script> &amp; \u202eright-to-left\u202c 猫 👩‍👩‍👧';

/** Every messenger: what is posted can be read, changed and quoted, whatever stands in it. */
export function messengerContract(open: () => Place): void {
  let count = 0;
  const nonce = (): string => `turn-${(count += 1)}:last`;
  const words = (text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
    ...textReply('', 'info', text),
    replyTo: undefined,
    ...more,
  });
  const post = (message: OutboundMessage, openFile = noFile): Promise<string> =>
    open().messenger.post(open().threadKey, message, nonce(), openFile);
  const find = async (id: string): Promise<Seen | undefined> =>
    (await open().seen()).find((message) => message.id === id);

  test('words are read as they were meant', async () => {
    const id = await post(
      words('**Done.** Say `export`, or look [here](https://example.com/a?b=1&c=2).\n- one\n- two'),
    );
    const { text } = (await find(id))!;
    for (const part of ['Done.', 'Say', 'export', 'here', 'one', 'two']) expect(text).toContain(part);
  });

  test('what people write is shown and never obeyed', async () => {
    const id = await post(words(tricky));
    expect((await find(id))!.text).toBe(tricky);
  });

  test('a message can be changed, also into what it is already', async () => {
    const { messenger, threadKey } = open();
    const id = await post(words('Editing · 0:01', { kind: 'status' }));
    await messenger.edit(threadKey, id, words('Editing · 0:06', { kind: 'status' }));
    await messenger.edit(threadKey, id, words('Editing · 0:06', { kind: 'status' }));
    expect((await find(id))!.text).toBe('Editing · 0:06');
  });

  test.each([undefined, 'moved:12', 'press:88:x', '99999999999999', 'c0ffee'])(
    'an answer to %s arrives all the same',
    async (replyTo) => {
      const id = await post(words('hello', { replyTo }));
      expect((await find(id))!.text).toBe('hello');
    },
  );

  test('an answer quotes the message that it answers', async () => {
    const { saidId } = open();
    const id = await post(words('hello', { replyTo: saidId }));
    expect((await find(id))!.replyTo).toBe(saidId);
  });

  test('a long text arrives whole and in order', async () => {
    const before = (await open().seen()).length;
    const paragraphs = Array.from({ length: 60 }, (_, index) => `${index}: ${'word '.repeat(40).trim()}.`);
    await post(words(paragraphs.join('\n\n')));
    const text = (await open().seen())
      .slice(before)
      .map((message) => message.text)
      .join('\n\n');
    expect(text).toBe(paragraphs.join('\n\n'));
  });

  test('buttons bring their tokens along', async () => {
    const buttons = ['Export again', 'Timeline', '新项目'].map((label, index) => ({
      label,
      token: `t${index}`,
    }));
    const id = await post(words('what next?', { buttons }));
    expect((await find(id))!.buttons).toEqual(buttons);
  });

  test('the same post made again lands once', async () => {
    const { messenger, threadKey } = open();
    const before = (await open().seen()).length;
    const same = nonce();
    const first = await messenger.post(threadKey, words('once'), same, noFile);
    expect(await messenger.post(threadKey, words('once'), same, noFile)).toBe(first);
    expect(await open().seen()).toHaveLength(before + 1);
  });

  const file = { name: 'reelay-v1.mp4', mime: 'video/mp4', renderId: 'r1' };

  test('a finished video comes with its words', async () => {
    const { video, sendsFiles } = open();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield video;
    }
    const message = words('ready: https://example.com/v.mp4', { kind: 'result', files: [file] });
    const id = await post(message, async () => ({
      status: 200,
      bytes: video.length,
      range: undefined,
      body: body(),
    }));
    const seen = (await find(id))!;
    expect(seen.text).toBe(message.text);
    if (sendsFiles) expect(seen.fileBytes).toBe(video.length);
  });

  test('a video that cannot be opened leaves its link', async () => {
    const message = words('ready: https://example.com/v.mp4', { kind: 'result', files: [file] });
    const id = await post(message, async () => {
      throw new Error('gone');
    });
    expect((await find(id))!.text).toBe(message.text);
  });

  test('a picture comes with its words, and says what is to be seen', async () => {
    const picture = {
      alt: 'Timeline (1 track): 1. Video: beach.mp4 (0-12s)',
      drawing: {
        width: 60,
        height: 40,
        shapes: [{ as: 'box', x: 1, y: 1, width: 9, height: 9, ink: 'video' }],
      },
    } satisfies OutboundMessage['picture'];
    const buttons = [{ label: 'Export', token: 't1' }];
    const id = await post(words('What is on it', { picture, buttons }));
    const seen = (await find(id))!;
    expect(seen).toMatchObject({ text: 'What is on it', buttons });
    expect(seen.pictureAlt).toBe(open().hasAlt ? picture.alt : '');
  });

  test('a picture that comes later stands with its message, whose words and video stay', async () => {
    const { video, sendsFiles, hasAlt, messenger, threadKey } = open();
    const message = words('ready: https://example.com/v.mp4', { kind: 'result', files: [file] });
    async function* body(): AsyncGenerator<Uint8Array> {
      yield video;
    }
    const opened = { status: 200, bytes: video.length, range: undefined, body: body() } as const;
    const id = await post(message, async () => opened);
    const bytes = await paintPixel({ width: 1, height: 1, shapes: [] }, 'light');
    const image = { name: 'frames.png', mime: 'image/png', alt: 'Before and after', bytes, renderId: 'r1' };
    await messenger.illustrate(threadKey, id, message, image);
    const seen = (await find(id))!;
    expect(seen.text).toBe(message.text);
    if (sendsFiles) expect(seen.fileBytes).toBe(video.length);
    if (hasAlt) expect(seen.pictureAlt).toBe('Before and after');
    else {
      const under = (await open().seen()).find(({ replyTo }) => replyTo === id);
      expect(under).toMatchObject({ text: 'Before and after', pictureAlt: '' });
    }
  });

  test('a table comes along as a file, or is served on request', async () => {
    const table = Buffer.from('day (UTC),user\r\n2026-11-25,discord:1\r\n');
    const files = [{ name: 'usage-7d.csv', mime: 'text/csv', renderId: 'usage_1' }];
    const openTable: OpenFile = async () => ({
      status: 200,
      bytes: table.length,
      range: undefined,
      body: (async function* once() {
        yield table;
      })(),
    });
    const id = await post(words('Used in 7 days', { files }), openTable);
    const seen = (await find(id))!;
    expect(seen.text).toBe('Used in 7 days');
    expect(seen.fileBytes).toBe(open().sendsFiles ? table.length : undefined);
  });

  test('it says how fast it may be, and can look busy', async () => {
    const { messenger, threadKey } = open();
    const { editIntervalMs, busyMs } = messenger.limits(threadKey);
    expect(editIntervalMs).toBeGreaterThan(0);
    expect(busyMs).toBeGreaterThanOrEqual(0);
    await messenger.showBusy(threadKey);
  });
}
