import { html, render, useCallback, useEffect, useRef, useState } from '/vendor/preact.js';
import { Account } from './account.js';
import { Composer, refusal } from './composer.js';
import { Message } from './messages.js';
import { Outgoing } from './outgoing.js';
import { SignIn } from './signin.js';
import { isFinal, isStatus, settledIds } from './thread.js';
import { useFiles } from './use-files.js';
import { useScroll } from './use-scroll.js';
import { useThread } from './use-thread.js';
import { Welcome } from './welcome.js';
import { language, words } from './words.js';

const draftKey = 'reelay.draft';

/** What is written but not sent. The text outlives a reload; files cannot. */
function useDraft() {
  const [draft, setDraft] = useState(() => ({ text: sessionStorage.getItem(draftKey) ?? '', files: [] }));
  useEffect(() => sessionStorage.setItem(draftKey, draft.text), [draft.text]);
  return [draft, setDraft];
}

/** Says in the window's title how many last words came while nobody looked. */
function useUnread(items) {
  const said = items.filter(isFinal).length;
  const [read, setRead] = useState(said);
  useEffect(() => {
    const look = () => !document.hidden && setRead(said);
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [said]);
  const unread = document.hidden ? said - read : 0;
  document.title = unread > 0 ? `(${unread}) ${words.title}` : words.title;
}

/** Asks before the page is left while files are still going over. */
function useLeaveGuard(busy) {
  useEffect(() => {
    if (!busy) return undefined;
    const ask = (event) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);
}

function Chat({ onNeedsToken }) {
  const { threadId, thread, online, startOver, say, sayAgain, press, withdraw } = useThread(onNeedsToken);
  const { items, outbox } = thread;
  const [draft, setDraft] = useDraft();
  const [refused, setRefused] = useState();
  const [due, setDue] = useState(false);
  const box = useRef();
  const scroll = useScroll();
  const empty = items.length === 0 && outbox.length === 0;
  const settled = settledIds(items);
  const working = items.findLast((item) => isStatus(item) && !settled.has(item.replyTo));
  useUnread(items);
  useLeaveGuard(outbox.some(({ files, id, failure }) => files.length > 0 && !id && !failure));

  const onFiles = useCallback((added) => {
    setDraft((now) => {
      const files = [...now.files, ...added];
      const message = refusal({ text: '', files });
      setRefused(message);
      return message === undefined ? { ...now, files } : now;
    });
    box.current.focus({ preventScroll: true });
  }, []);
  const onFolder = useCallback(() => setRefused(words.noFolders), []);
  const dragging = useFiles({ onFiles, onFolder });

  const onSend = () => {
    const message = refusal(draft);
    setRefused(message);
    if (message !== undefined) return;
    // Whoever is quicker than the chat is made to wait, not to press again.
    setDue(threadId === undefined);
    if (threadId === undefined) return;
    setDraft({ text: '', files: [] });
    scroll.toEnd();
    void say(draft);
  };
  useEffect(() => {
    if (due && threadId !== undefined) onSend();
  }, [due, threadId]);
  /** Back into the composer, before what is written there now. */
  const takeBack = (message) => {
    withdraw(message);
    setDraft((now) => ({
      text: [message.text, now.text].filter(Boolean).join('\n'),
      replyTo: message.replyTo ?? now.replyTo,
      files: [...message.files, ...now.files],
    }));
    box.current.focus({ preventScroll: true });
  };
  const onPress = (token) =>
    press(token).then(
      () => scroll.toEnd(),
      (error) => setRefused(error.message ?? words.sendFailed),
    );
  const onReply = (replyTo) => {
    setDraft((now) => ({ ...now, replyTo }));
    box.current.focus({ preventScroll: true });
  };
  const onExample = (text) => {
    setDraft((now) => ({ ...now, text }));
    box.current.focus({ preventScroll: true });
  };

  return html`<div class="page">
    <header>
      <h1 class="brand"><img src="/icon.svg" alt="" width="28" height="28" />${words.title}</h1>
      <div class="tools">
        ${threadId !== undefined && html`<${Account} threadId=${threadId} />`}
        ${!empty && html`<button type="button" class="button" onClick=${startOver}>${words.newChat}</button>`}
      </div>
    </header>
    <main ref=${scroll.ref} tabindex="0" aria-label=${words.conversation}>
      <div class="inner">
        ${
          empty
            ? html`<${Welcome}
                hasFiles=${draft.files.length > 0}
                onExample=${onExample}
                onFiles=${onFiles}
              />`
            : html`<ol class="thread" aria-live="polite" aria-relevant="additions">
                ${items.map((item) => html`<${Message} key=${item.id} item=${item} working=${isStatus(item) && !settled.has(item.replyTo)} onPress=${onPress} onReply=${onReply} />`)}
                ${outbox.map((message) => html`<${Outgoing} key=${message.key} message=${message} onAgain=${sayAgain} onTakeBack=${takeBack} />`)}
              </ol>`
        }
      </div>
    </main>
    <p class="visually-hidden" role="status">${working?.text.split(/ · |\n/)[0]}</p>
    ${!online && html`<p class="offline" role="status"><span>${words.offline}</span></p>`}
    <${Composer}
      box=${box}
      draft=${draft}
      setDraft=${setDraft}
      refused=${refused}
      onDismiss=${() => setRefused(undefined)}
      onSend=${onSend}
      onFiles=${onFiles}
      awayFromEnd=${scroll.away}
      onToEnd=${scroll.toEnd}
    />
    ${dragging && html`<div class="drop" aria-hidden="true"><span>${words.dropHere}</span></div>`}
  </div>`;
}

function App() {
  const [needsToken, setNeedsToken] = useState(false);
  return needsToken
    ? html`<${SignIn} onDone=${() => setNeedsToken(false)} />`
    : html`<${Chat} onNeedsToken=${() => setNeedsToken(true)} />`;
}

document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
render(html`<${App} />`, document.body);
