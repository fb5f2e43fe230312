import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { points, type Point } from '#src/core/points.ts';
import type { Crew, Held, Member } from './crew.ts';
import type { Stage } from './stage.ts';

/** What was done to the processes, counted. */
export type Done = {
  kills: number;
  killsAtPoints: Map<Point, number>;
  /** SIGSTOP for longer than a lock lives, then SIGCONT. They count as kills, too. */
  sleeps: number;
  restarts: number;
  cuts: Record<string, number>;
  flushes: number;
};

/** Longer than a lock of the queue lives, and others have taken up what it held. */
const asleepMs = 12_000;
const waitAtPointMs = 10_000;

/**
 * Makes trouble until `wanted` processes were killed or put to sleep: at each named point in turn and at random
 * moments, with restarts, cut wires and a flushed queue between. What is ended is started again.
 */
export async function makeTrouble(options: {
  crew: Crew;
  stage: Stage;
  random: (limit: number) => number;
  wanted: number;
  onEvent: (what: string) => void;
}): Promise<Done> {
  const { crew, stage, random, wanted, onEvent } = options;
  const done: Done = { kills: 0, killsAtPoints: new Map(), sleeps: 0, restarts: 0, cuts: {}, flushes: 0 };
  const pending = new Set<Promise<void>>();
  let left: Point[] = [];

  const background = (work: Promise<void>): void => {
    const tracked = work.finally(() => pending.delete(tracked));
    pending.add(tracked);
  };
  const chance = (percent: number): boolean => random(100) < percent;

  function nextPoint(): Point {
    if (left.length === 0) left = [...points];
    return left.splice(random(left.length), 1)[0] ?? 'turn stored';
  }

  async function anyReady(): Promise<Member> {
    for (;;) {
      const ready = crew.members.filter((member) => member.isReady && !member.isStopped);
      const found = ready[random(Math.max(1, ready.length))];
      if (found !== undefined) return found;
      await sleep(50);
    }
  }

  async function comeBack(member: Member): Promise<void> {
    await sleep(random(1_500));
    await crew.start(member);
  }

  async function kill(member: Member, held?: Held): Promise<void> {
    onEvent(`kill -9 ${member.name}${held === undefined ? '' : ` at "${held.point}"`}`);
    done.kills += 1;
    if (held !== undefined) done.killsAtPoints.set(held.point, (done.killsAtPoints.get(held.point) ?? 0) + 1);
    await crew.kill(member);
    background(comeBack(member));
  }

  async function putToSleep(member: Member, held?: Held): Promise<void> {
    onEvent(`${member.name} is put to sleep${held === undefined ? '' : ` at "${held.point}"`}`);
    done.kills += 1;
    done.sleeps += 1;
    member.isStopped = true;
    member.child?.kill('SIGSTOP');
    held?.goOn();
    await sleep(asleepMs);
    member.child?.kill('SIGCONT');
    member.isStopped = false;
    onEvent(`${member.name} wakes up`);
  }

  async function restart(member: Member): Promise<void> {
    onEvent(`${member.name} is restarted`);
    done.restarts += 1;
    await crew.terminate(member);
    await crew.start(member);
  }

  async function cut(): Promise<void> {
    const names = Object.keys(stage.wires) as (keyof Stage['wires'])[];
    const name = names[random(names.length + 1)];
    done.cuts[name ?? 'discord'] = (done.cuts[name ?? 'discord'] ?? 0) + 1;
    if (name === undefined) {
      onEvent('the lines of the Discord gateway are dropped');
      return stage.discord.gateway.drop();
    }
    const forMs = 300 + random(4_000);
    onEvent(`the wire to ${name} is cut for ${forMs} ms`);
    stage.wires[name].cut();
    await sleep(forMs);
    stage.wires[name].mend();
  }

  async function flush(): Promise<void> {
    onEvent('the queue is flushed');
    done.flushes += 1;
    const redis = new Redis(stage.redisUrl);
    await redis.flushall();
    await redis.quit();
  }

  while (done.kills < wanted) {
    await sleep(200 + random(1_500));
    if (chance(15)) background(cut());
    if (chance(3)) await flush();
    if (chance(6)) background(restart(await anyReady()));
    else if (chance(20)) await kill(await anyReady());
    else if (chance(4)) background(putToSleep(await anyReady()));
    else {
      const held = await crew.holdAt(nextPoint(), waitAtPointMs);
      if (held === undefined) continue;
      if (chance(15)) background(putToSleep(held.member, held));
      else await kill(held.member, held);
    }
  }
  await Promise.all(pending);
  return done;
}
