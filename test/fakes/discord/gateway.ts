import { once } from 'node:events';
import type { Server } from 'node:http';
import {
  ChannelType,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
  type APIMessage,
} from 'discord-api-types/v10';
import { WebSocket, WebSocketServer } from 'ws';
import { blanked, toGuild, toUser, withLinks } from './payloads.ts';
import type { Channel, World } from './world.ts';

type Session = {
  id: string;
  intents: number;
  shard: [number, number];
  seq: number;
  sent: { s: number; t: string; d: unknown }[];
  socket: WebSocket | undefined;
};
type Frame = { op: GatewayOpcodes; d: Record<string, unknown> | number | null };

const messageEvents = new Set<string>([
  GatewayDispatchEvents.MessageCreate,
  GatewayDispatchEvents.MessageUpdate,
]);

/** The gateway: identify, heartbeat, resume, and events to every session that may see them. */
export type Gateway = ReturnType<typeof createGateway>;

export function createGateway(world: World, server: Server, origin: () => string) {
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const sessions = new Map<string, Session>();
  const seen = {
    identifies: 0,
    resumes: 0,
    heartbeats: 0,
    closes: [] as number[],
    presence: undefined as unknown,
  };
  const settings = { messageContent: true, heartbeatIntervalMs: 41_250 };

  const send = (socket: WebSocket | undefined, payload: object): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(payload));
  };
  const dispatch = (session: Session, t: string, d: unknown): void => {
    session.seq += 1;
    session.sent.push({ s: session.seq, t, d });
    send(session.socket, { op: GatewayOpcodes.Dispatch, s: session.seq, t, d });
  };
  const isOn = (guildId: string, [shard, count]: [number, number]): boolean =>
    Number((BigInt(guildId) >> 22n) % BigInt(count)) === shard;
  const hasGuild = (session: Session, guildId: string): boolean =>
    world.guilds.get(guildId)?.installed === true && isOn(guildId, session.shard);

  function identify(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    seen.identifies += 1;
    seen.presence = d['presence'];
    const refuse = (code: number): undefined => {
      socket.close(code);
      return undefined;
    };
    if (d['token'] !== world.token) return refuse(GatewayCloseCodes.AuthenticationFailed);
    const intents = Number(d['intents']);
    if ((intents & GatewayIntentBits.MessageContent) !== 0 && !settings.messageContent) {
      return refuse(GatewayCloseCodes.DisallowedIntents);
    }
    const shard = (d['shard'] as [number, number] | undefined) ?? [0, 1];
    if (shard[0] >= shard[1]) return refuse(GatewayCloseCodes.InvalidShard);
    const session: Session = { id: world.newToken(), intents, shard, seq: 0, sent: [], socket };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter(({ id }) => hasGuild(session, id));
    dispatch(session, GatewayDispatchEvents.Ready, {
      v: 10,
      user: { ...toUser(world.bot), verified: true, mfa_enabled: false, email: null },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${origin().replace('http', 'ws')}/gateway`,
      shard,
      application: { id: world.applicationId, flags: 0 },
    });
    for (const guild of guilds) dispatch(session, GatewayDispatchEvents.GuildCreate, toGuild(world, guild));
    return session;
  }

  function resume(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    seen.resumes += 1;
    const session = sessions.get(String(d['session_id']));
    if (session === undefined || d['token'] !== world.token) {
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    session.socket = socket;
    for (const { s, t, d: data } of session.sent.filter(({ s }) => s > Number(d['seq']))) {
      send(socket, { op: GatewayOpcodes.Dispatch, s, t, d: data });
    }
    dispatch(session, GatewayDispatchEvents.Resumed, {});
    return session;
  }

  sockets.on('connection', (socket) => {
    let session: Session | undefined;
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: settings.heartbeatIntervalMs } });
    socket.on('message', (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString('utf8')) as Frame;
      if (op === GatewayOpcodes.Heartbeat) {
        seen.heartbeats += 1;
        send(socket, { op: GatewayOpcodes.HeartbeatAck });
      } else if (op === GatewayOpcodes.Identify) session = identify(socket, d as Record<string, unknown>);
      else if (op === GatewayOpcodes.Resume) session = resume(socket, d as Record<string, unknown>);
      else if (session === undefined) socket.close(GatewayCloseCodes.NotAuthenticated);
      world.news.emit('news');
    });
    socket.on('close', (code: number) => {
      seen.closes.push(code);
      if (session?.socket === socket) session.socket = undefined;
      // A clean end is the end of a session; anything else may be resumed.
      if (session !== undefined && (code === 1000 || code === 1001)) sessions.delete(session.id);
      world.news.emit('news');
    });
  });

  function mayRead(session: Session, channel: Channel): boolean {
    if (channel.guildId === undefined) {
      const direct = (session.intents & GatewayIntentBits.DirectMessages) !== 0;
      return channel.type === ChannelType.DM && direct && session.shard[0] === 0;
    }
    return (session.intents & GatewayIntentBits.GuildMessages) !== 0 && hasGuild(session, channel.guildId);
  }

  function withheld(session: Session, channel: Channel, message: APIMessage): boolean {
    const has = (session.intents & GatewayIntentBits.MessageContent) !== 0;
    const exempt =
      channel.guildId === undefined ||
      message.author.id === world.bot.id ||
      message.mentions.some(({ id }) => id === world.bot.id);
    return !has && !exempt;
  }

  const live = (): Session[] => [...sessions.values()];
  return {
    seen,
    settings,
    connected: (): number => live().filter(({ socket }) => socket !== undefined).length,
    /** An event of a channel: to whoever may see that channel. */
    inChannel(channel: Channel, t: string, d: object): void {
      for (const session of live().filter((one) => mayRead(one, channel))) {
        const shown = messageEvents.has(t) ? withLinks(world, origin(), d as APIMessage) : d;
        const data =
          messageEvents.has(t) && withheld(session, channel, d as APIMessage)
            ? blanked(shown as APIMessage)
            : shown;
        const place = { guild_id: channel.guildId, channel_type: channel.type };
        dispatch(session, t, messageEvents.has(t) ? { ...data, ...place } : data);
      }
      world.news.emit('news');
    },
    /** An event of a guild, or of none: interactions come without any intent. */
    toShard(guildId: string | undefined, t: string, d: object): void {
      for (const session of live()) {
        const own = guildId === undefined ? session.shard[0] === 0 : isOn(guildId, session.shard);
        if (own) dispatch(session, t, d);
      }
      world.news.emit('news');
    },
    /** Cuts every connection. With a code other than 1000 and 1001 the sessions can be resumed. */
    cut(code: number): void {
      for (const { socket } of live()) socket?.close(code);
    },
    /** Cuts every connection without a word, as a broken line does. */
    drop(): void {
      for (const { socket } of live()) socket?.terminate();
    },
    askToReconnect(): void {
      for (const { socket } of live()) send(socket, { op: GatewayOpcodes.Reconnect, d: null });
    },
    /** Forgets all sessions: whoever resumes is told to identify again. */
    forgetSessions(): void {
      sessions.clear();
    },
    async stop(): Promise<void> {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await once(sockets, 'close');
    },
  };
}
