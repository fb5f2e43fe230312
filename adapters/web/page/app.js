import { html, render, useCallback, useEffect, useReducer, useRef, useState } from '/vendor/preact.js';
import { forgetThread, openThread, press, send, signIn, watch } from './api.js';
import { Composer, refusal } from './composer.js';
import { Message, Welcome } from './messages.js';
import { emptyThread, reduceThread } from './thread.js';
import { language, words } from './words.js';

const nothing = { text: '', files: [], key: undefined };

function useThread(setNeedsToken) {
  const [threadId, setThreadId] = useState();
  const [online, setOnline] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const [thread, dispatch] = useReducer(
    (state, { name, event }) => (name === 'clear' ? emptyThread : reduceThread(state, name, event)),
    emptyThread,
  );

  const open = useCallback((fresh) => {
    openThread(fresh).then(
      (id) => {
        dispatch({ name: 'clear' });
        setThreadId(id);
        setAttempt((count) => count + 1);
      },
      (error) => {
        if (error.message === 'signin') setNeedsToken(true);
        else {
          setOnline(false);
          setTimeout(() => open(fresh), 2_000);
        }
      },
    );
  }, []);

  useEffect(() => {
    if (threadId === undefined) return undefined;
    return watch(threadId, {
      onEvent: (name, event) => dispatch({ name, event }),
      onOnline: setOnline,
      onGone: (status) => {
        if (status === 401) setNeedsToken(true);
        if (status === 404) {
          forgetThread();
          open(true);
        }
        if (status === 0) setAttempt((count) => count + 1);
      },
    });
  }, [threadId, attempt]);

  return { threadId, items: thread.items, online, open };
}

/** The whole window takes files, by drop and by paste. */
function useFiles(onFiles) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
    const handlers = {
      dragenter: (event) => {
        if (!hasFiles(event)) return;
        depth += 1;
        setOver(true);
      },
      dragover: (event) => hasFiles(event) && event.preventDefault(),
      dragleave: () => {
        depth = Math.max(0, depth - 1);
        if (depth === 0) setOver(false);
      },
      drop: (event) => {
        depth = 0;
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      },
      paste: (event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      },
    };
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name, handler);
    return () => {
      for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name, handler);
    };
  }, [onFiles]);
  return over;
}

function Chat({ setNeedsToken }) {
  const { threadId, items, online, open } = useThread(setNeedsToken);
  const [draft, setDraft] = useState(nothing);
  const [sending, setSending] = useState();
  const [failure, setFailure] = useState();
  const cancel = useRef(() => undefined);

  useEffect(() => open(false), []);

  const onFiles = useCallback((added) => {
    setDraft((now) => {
      const files = [...now.files, ...added];
      const message = refusal(files);
      setFailure(message === undefined ? undefined : { message });
      return message === undefined ? { ...now, files, key: undefined } : now;
    });
  }, []);
  const dragging = useFiles(onFiles);
  // Another text or file is another message; only an unchanged repeat keeps its key.
  const change = (next) => setDraft({ ...next, key: undefined });

  const onSend = async () => {
    const message = { ...draft, key: draft.key ?? crypto.randomUUID() };
    setDraft(message);
    setFailure(undefined);
    setSending({ progress: 0 });
    const request = send(threadId, message, (progress) => setSending({ progress }));
    cancel.current = request.cancel;
    try {
      await request.done;
      setDraft(nothing);
    } catch (error) {
      if (!error.aborted)
        setFailure({
          message: error.message ?? words.sendFailed,
          again: error.status === 0 || error.status >= 500,
        });
    } finally {
      setSending(undefined);
    }
  };
  const onPress = (token) =>
    press(threadId, token).catch((error) => setFailure({ message: error.message ?? words.sendFailed }));
  const startOver = () => {
    setDraft(nothing);
    setFailure(undefined);
    open(true);
  };

  return html`<div class=${`page ${dragging ? 'dragging' : ''}`}>
    <header>
      <span class="brand"><img src="/icon.svg" alt="" width="28" height="28" />${words.title}</span>
      <button type="button" class="button" onClick=${startOver}>${words.newChat}</button>
    </header>
    ${!online && html`<p class="offline" role="status">${words.offline}</p>`}
    <main>
      <div class="inner">
        ${
          items.length === 0
            ? html`<${Welcome} onExample=${(text) => change({ ...draft, text })} />`
            : html`<ol class="thread" aria-live="polite" aria-relevant="additions text">
                ${items.map((item) => html`<${Message} key=${`${item.mine ? 'm' : 't'}${item.id}`} item=${item} items=${items} onPress=${onPress} />`)}
              </ol>`
        }
      </div>
    </main>
    <${Composer}
      draft=${draft}
      setDraft=${change}
      sending=${sending}
      failure=${failure}
      onSend=${onSend}
      onCancel=${() => cancel.current()}
      onDismiss=${() => setFailure(undefined)}
      onFiles=${onFiles}
    />
    ${dragging && html`<div class="drop" aria-hidden="true"><span>${words.dropHere}</span></div>`}
  </div>`;
}

function SignIn({ onDone }) {
  const [wrong, setWrong] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const ok = await signIn(new FormData(event.target).get('token'));
    if (ok) onDone();
    else setWrong(true);
  };
  return html`<form class="signin" onSubmit=${submit}>
    <img src="/icon.svg" alt="" width="56" height="56" />
    <h1>${words.signIn}</h1>
    <label
      >${words.tokenLabel}<input
        name="token"
        type="password"
        autocomplete="current-password"
        required
        autofocus
    /></label>
    ${wrong && html`<p role="alert">${words.wrongToken}</p>`}
    <button class="button primary">${words.enter}</button>
  </form>`;
}

function App() {
  const [needsToken, setNeedsToken] = useState(false);
  return needsToken
    ? html`<${SignIn} onDone=${() => setNeedsToken(false)} />`
    : html`<${Chat} setNeedsToken=${setNeedsToken} />`;
}

document.documentElement.lang = language;
render(html`<${App} />`, document.body);
