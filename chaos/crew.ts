import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { points, type Point } from '#src/core/points.ts';

const entry = fileURLToPath(new URL('process.ts', import.meta.url));
const report = z.object({ name: z.string(), point: z.enum(points) });

/** Longer than a process drains for and then takes to close. */
const endingMs = 60_000;

export type Member = {
  name: string;
  /** False from the moment it is ended until the next one of its name is ready. */
  isReady: boolean;
  isStopped: boolean;
  child: ChildProcess | undefined;
};

/** A process that waits at a point for what is to become of it. */
export type Held = { member: Member; point: Point; goOn(): void };

/** The processes of Reelay, each under a name, and the points that they pass. */
export type Crew = {
  members: Member[];
  /** How often each point was passed. */
  passed: Map<Point, number>;
  /** Holds the next process that comes to the point. Nothing where none comes in time. */
  holdAt(point: Point, withinMs: number): Promise<Held | undefined>;
  start(member: Member): Promise<void>;
  kill(member: Member): Promise<void>;
  terminate(member: Member): Promise<void>;
  end(): Promise<void>;
};

export type Role = { name: string; role: 'gateway' | 'worker'; env: Record<string, string> };

export async function createCrew(options: {
  roles: Role[];
  env: Record<string, string>;
  logDir: string;
  onEvent: (what: string) => void;
  /** Called when a process ends that nobody has ended. */
  onCrash: (what: string) => void;
}): Promise<Crew> {
  const { roles, env, logDir, onEvent, onCrash } = options;
  const passed = new Map<Point, number>();
  const wanted = new Map<Point, (held: Held | undefined) => void>();
  const members = roles.map(({ name }): Member => ({
    name,
    isReady: false,
    isStopped: false,
    child: undefined,
  }));

  function tellAll(what: 'arm' | 'disarm', point: Point): void {
    for (const { child } of members) child?.stdin?.write(`${what} ${point}\n`);
  }

  function note(line: string): void {
    const point = points.find((one) => line === `passed ${one}`);
    if (point !== undefined) passed.set(point, (passed.get(point) ?? 0) + 1);
  }

  function meet(name: string, point: Point, response: ServerResponse): void {
    const goOn = (): void => void response.end();
    const member = members.find((one) => one.name === name);
    const take = wanted.get(point);
    if (take === undefined || member?.isReady !== true || member.isStopped) return goOn();
    wanted.delete(point);
    tellAll('disarm', point);
    take({ member, point, goOn });
  }

  const control = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { name, point } = report.parse(JSON.parse(body));
      meet(name, point, response);
    });
  }).listen(0, '127.0.0.1');
  await once(control, 'listening');
  const url = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;

  async function start(member: Member): Promise<void> {
    const role = roles.find(({ name }) => name === member.name);
    if (role === undefined) throw new Error(`no process is called ${member.name}`);
    const child = spawn(process.execPath, [entry, '--role', role.role], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        ...env,
        ...role.env,
        DATA_DIR: join(logDir, member.name),
        CHAOS_NAME: member.name,
        CHAOS_CONTROL: url,
      },
    });
    member.child = child;
    // It may be gone before it has read.
    child.stdin.on('error', () => undefined);
    for (const point of wanted.keys()) child.stdin.write(`arm ${point}\n`);
    child.stderr.pipe(createWriteStream(join(logDir, `${member.name}.log`), { flags: 'a' }));
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) =>
        line === 'ready' ? resolve() : note(line),
      );
    });
    const gone = once(child, 'exit').then(() => false);
    if (await Promise.race([ready.then(() => true), gone])) {
      if (member.child === child) member.isReady = true;
      void gone.then(async () => {
        if (!member.isReady || member.child !== child) return;
        member.isReady = false;
        onCrash(`${member.name} ended by itself (${child.exitCode ?? child.signalCode})`);
        await start(member);
      });
      onEvent(`${member.name} is ready`);
    } else if (child.signalCode === null) {
      // A dependency was away while it started; whoever watches over it starts it again.
      onEvent(`${member.name} ended while starting (${child.exitCode})`);
      await start(member);
    }
  }

  async function end(member: Member, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = member;
    member.isReady = false;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => {
      onCrash(`${member.name} was asked to end and did not`);
      child.kill('SIGKILL');
    }, endingMs);
    await gone;
    clearTimeout(late);
  }

  return {
    members,
    passed,
    holdAt(point, withinMs) {
      const { promise, resolve } = Promise.withResolvers<Held | undefined>();
      wanted.set(point, resolve);
      tellAll('arm', point);
      const timer = setTimeout(() => {
        wanted.delete(point);
        tellAll('disarm', point);
        resolve(undefined);
      }, withinMs);
      return promise.finally(() => clearTimeout(timer));
    },
    start,
    kill: (member) => end(member, 'SIGKILL'),
    terminate: (member) => end(member, 'SIGTERM'),
    async end() {
      await Promise.all(members.map((member) => end(member, 'SIGKILL')));
      control.closeAllConnections();
      control.close();
    },
  };
}
