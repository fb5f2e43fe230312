import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter, once } from 'node:events';
import { createTelegramGateway, type TelegramGatewayOptions } from '#adapters/telegram/gateway.ts';
import { createTelegramMessenger } from '#adapters/telegram/messenger.ts';
import { systemClock } from '#src/clock.ts';
import type { ButtonPress, InboundMessage, PressOutcome } from '#src/core/message.ts';
import { errorText } from '#src/engine/replies.ts';
import { createLogger } from '#src/logger.ts';
import type { InboundHandler, Log } from '#src/ports.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import type { FakeTelegram } from '#test/fakes/telegram/server.ts';

/** An engine that writes down what it is given. Tests replace what they want to see go another way. */
export type RecordingHandler = InboundHandler & {
  handled: InboundMessage[];
  pressed: ButtonPress[];
  revised: { threadKey: string; messageId: string; text: string }[];
  moved: string[][];
  linked: { authorId: string; token: string; space?: string; shared?: { id: string; mayManage: boolean } }[];
  /** What comes of a press; `taken` where nothing else is said. */
  outcome: (press: ButtonPress) => PressOutcome;
  /** Called before a message counts as handled; may wait or throw. */
  before: (message: InboundMessage) => Promise<void>;
  /** Called when a message is stored, before it counts as answered; may wait or throw. */
  answering: (message: InboundMessage) => Promise<void>;
  /** Waits until something looks as it should. */
  until<T>(look: () => T | undefined): Promise<T>;
};

export function recordingHandler(): RecordingHandler {
  const changes = new EventEmitter().setMaxListeners(0);
  const never = (): never => {
    throw new Error('not a matter of a gateway');
  };
  const handler: RecordingHandler = {
    handled: [],
    pressed: [],
    revised: [],
    moved: [],
    linked: [],
    outcome: () => 'taken',
    before: async () => undefined,
    answering: async () => undefined,
    async until(look) {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        await once(changes, 'change');
      }
    },
    admit: async () => true,
    order: async () => undefined,
    async handle(message, stored) {
      await handler.before(message);
      const isNew = !handler.handled.some(
        ({ threadKey, messageId }) => threadKey === message.threadKey && messageId === message.messageId,
      );
      if (isNew) handler.handled.push(message);
      changes.emit('change');
      stored?.();
      await handler.answering(message);
      return { turnId: message.messageId, isNew };
    },
    async press(press) {
      handler.pressed.push(press);
      changes.emit('change');
      return handler.outcome(press);
    },
    async revise(threadKey, messageId, text) {
      handler.revised.push({ threadKey, messageId, text });
      changes.emit('change');
      return true;
    },
    retract: async () => false,
    async moveThread(from, to, spaces) {
      handler.moved.push([from, to, ...(spaces === undefined ? [] : [`${spaces.from} to ${spaces.to}`])]);
      changes.emit('change');
    },
    async linkAccount({ authorId, token, space, shared }) {
      handler.linked.push({
        authorId,
        token,
        ...(space === undefined ? {} : { space }),
        ...(shared === undefined ? {} : { shared }),
      });
      changes.emit('change');
      return 'linked';
    },
    unlinkAccount: never,
    receive: never,
    openResult: never,
    strip: never,
  };
  return handler;
}

export type Receiver = {
  log: string[];
  /** Resolves where the gateway gave up for good. */
  fatal: Promise<Error>;
  webhookUrl: string | undefined;
  isReady(): boolean;
  stop(): Promise<void>;
};

/** A gateway at work against the stand-in. */
export async function startReceiver(
  telegram: FakeTelegram,
  handler: InboundHandler,
  options: { webhookSecret?: string; dataDir?: string } & Partial<TelegramGatewayOptions> = {},
): Promise<Receiver> {
  const log: string[] = [];
  const logger: Log = createLogger({
    level: 'debug',
    secrets: [telegram.token],
    destination: { write: (line: string) => void log.push(line) },
  });
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'reelay-receiver-')));
  const base = {
    ...telegram,
    isLocal: telegram.state.isLocal,
    clock: options.clock ?? systemClock,
    log: logger,
  };
  const failure = Promise.withResolvers<Error>();
  const server = createServer();
  let webhookUrl: string | undefined;
  if (options.webhookSecret !== undefined) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`;
  }
  const { webhookSecret: secret, ...rest } = options;
  const gateway = createTelegramGateway({
    ...base,
    handler,
    messenger: createTelegramMessenger({ ...base, paint: paintPixel }),
    words: errorText,
    webhook: webhookUrl === undefined || secret === undefined ? undefined : { url: webhookUrl, secret },
    onFatal: failure.resolve,
    admins: [],
    ...rest,
    dataDir,
  });
  server.on('request', (request, response) => {
    if (gateway.webhook?.isCall(request) === true) gateway.webhook.answer(request, response);
    else response.writeHead(404).end();
  });
  await gateway.start();
  return {
    log,
    fatal: failure.promise,
    webhookUrl,
    isReady: gateway.isReady,
    async stop() {
      await gateway.stop();
      server.close();
      server.closeAllConnections();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
