/** Runs in the page, before its own scripts: what a test wants to know or do there, as `inPage`. */
const inPage = {
  /** Every text that the newest status message has shown, and the messages that showed them. */
  statusTexts: [],
  statusMessages: new Set(),
  /** Every value of an upload's bar. */
  progress: [],
  sentAt: 0,
  acknowledgedAt: 0,

  paste(base64, name) {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.codePointAt(0))], name));
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  },

  /** Plays a video for a moment and gives what the player knows of it. */
  async play(player) {
    player.muted = true;
    const moved = new Promise((resolve) => {
      player.addEventListener('timeupdate', () => player.currentTime > 0.2 && resolve());
    });
    await player.play();
    await moved;
    player.pause();
    return { seconds: player.duration, width: player.videoWidth, height: player.videoHeight };
  },

  /** Resolves when everything that only passes has passed. */
  async still() {
    const passing = document.getAnimations().filter((one) => one.effect.getTiming().iterations === 1);
    await Promise.all(passing.map((one) => one.finished.catch(() => undefined)));
  },

  /** What has the keyboard's focus: its name, and whether one can see that it has it. */
  focused() {
    const element = document.activeElement;
    const name = element.getAttribute('aria-label') ?? element.innerText.trim().replaceAll(/\s+/g, ' ');
    const shown = (one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    return { tag: element.localName, name, visible: shown(element) || shown(element.parentElement) };
  },

  /** What a finger could not hit or an eye not see at this width. */
  misfits() {
    const { clientWidth } = document.documentElement;
    return [...document.querySelectorAll('main *, header *, .composer *')]
      .filter((element) => {
        const { left, right, height, width } = element.getBoundingClientRect();
        if (width <= 1 || element.closest('.visually-hidden, .name')) return false;
        const small = element.matches('.button, .send, .attach') && height < 40;
        return left < 0 || right > clientWidth || small;
      })
      .map((element) => element.outerHTML.slice(0, 120));
  },
};
globalThis.inPage = inPage;

addEventListener('keydown', ({ key }) => key === 'Enter' && (inPage.sentAt = performance.now()), true);

new MutationObserver(() => {
  const bar = document.querySelector('progress');
  if (bar && inPage.progress.at(-1) !== bar.value) inPage.progress.push(bar.value);
  const status = [...document.querySelectorAll('.quiet')].at(-1);
  if (status === undefined) return;
  if (!inPage.statusMessages.has(status)) inPage.acknowledgedAt = performance.now();
  inPage.statusMessages.add(status);
  const text = status.textContent.trim();
  if (inPage.statusTexts.at(-1) !== text) inPage.statusTexts.push(text);
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
