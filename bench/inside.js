import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded before the product (`node --import`), which knows nothing of it: tells the bench, over the channel to its
 * parent, what only the process itself can know. `begin` starts a span, `end` gives its figures, an `Inside` of
 * `children.ts`. JavaScript, as `src/start.js` is and for the same reason.
 */
const delay = monitorEventLoopDelay({ resolution: 1 });
let cpu = process.cpuUsage();

process.on('message', (message) => {
  if (message === 'begin') {
    delay.enable();
    delay.reset();
    cpu = process.cpuUsage();
  } else if (message === 'end' || message === 'settle') {
    if (message === 'settle') globalThis.gc?.();
    const { user, system } = process.cpuUsage(cpu);
    const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - 1);
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({
      cpuMs: (user + system) / 1000,
      loopP50Ms: ms(delay.percentile(50)),
      loopP99Ms: ms(delay.percentile(99)),
      loopMaxMs: ms(delay.max),
      rssBytes: rss,
      heapBytes: heapUsed + external,
    });
  }
});
// Whatever becomes of the bench, nothing of it stays behind.
process.on('disconnect', () => process.exit());
// The channel alone keeps no process alive.
process.channel?.unref();
