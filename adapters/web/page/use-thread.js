import { useCallback, useEffect, useReducer, useRef, useState } from '/vendor/preact.js';
import { forgetThread, openThread, press, rememberThread, send, shownThread, watch } from './api.js';
import { emptyThread, reduceThread } from './thread.js';
import { words } from './words.js';

const retryMs = 2_000;

/** A key that no other message has; `randomUUID` is missing where the page came by plain http. */
const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join('');

/** The thread that this window shows: what was said, what is on its way, and whether we are connected. */
export function useThread(onNeedsToken) {
  const [threadId, setThreadId] = useState();
  const [online, setOnline] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const [thread, dispatch] = useReducer(
    (state, { name, event }) => reduceThread(state, name, event),
    emptyThread,
  );
  const seen = useRef(0);
  const cancels = useRef(new Map());

  const show = useCallback((id) => {
    seen.current = 0;
    dispatch({ name: 'clear' });
    setThreadId(id);
  }, []);

  const open = useCallback((fresh) => {
    openThread(fresh).then(show, (error) => {
      if (error.message === 'signin') onNeedsToken();
      else {
        setOnline(false);
        setTimeout(() => open(fresh), retryMs);
      }
    });
  }, []);

  useEffect(() => {
    open(false);
    // Back and forward go from chat to chat.
    const move = () => {
      const id = shownThread();
      if (id === undefined) return;
      rememberThread(id);
      show(id);
    };
    window.addEventListener('hashchange', move);
    return () => window.removeEventListener('hashchange', move);
  }, []);

  useEffect(() => {
    if (threadId === undefined) return undefined;
    const again = () => setAttempt((count) => count + 1);
    window.addEventListener('online', again);
    const close = watch(threadId, {
      onEvent: (name, event, seq) => {
        // A new connection begins at the start of the thread; what is known stays as it is.
        if (seq <= seen.current) return;
        seen.current = seq;
        dispatch({ name, event });
      },
      onOnline: setOnline,
      onGone: (status) => {
        if (status === 401) onNeedsToken();
        else if (status === 404) {
          forgetThread();
          open(true);
        } else again();
      },
    });
    return () => {
      window.removeEventListener('online', again);
      close();
    };
  }, [threadId, attempt]);

  const post = useCallback(
    async (message) => {
      const change = (event) => dispatch({ name: 'change', event: { key: message.key, ...event } });
      dispatch({ name: 'queue', event: { ...message, progress: 0, failure: undefined } });
      const request = send(threadId, message, (progress) => change({ progress }));
      cancels.current.set(message.key, request.cancel);
      try {
        change({ progress: 1, id: await request.done });
      } catch (error) {
        if (error.aborted) return;
        const failure = {
          message: error.message ?? words.sendFailed,
          again: error.status === 0 || error.status >= 500,
        };
        // Even one that the thread already shows: the server may have failed right after noting it down.
        dispatch({ name: 'queue', event: { ...message, failure } });
      } finally {
        cancels.current.delete(message.key);
      }
    },
    [threadId],
  );

  return {
    threadId,
    thread,
    online,
    startOver: () => open(true),
    say: (draft) => post({ ...draft, key: newKey() }),
    /** The same key again: what did arrive the first time stays one message. */
    sayAgain: post,
    press: (token) => press(threadId, token),
    withdraw(message) {
      cancels.current.get(message.key)?.();
      dispatch({ name: 'withdraw', event: message });
    },
  };
}
