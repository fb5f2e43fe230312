import { language } from './words.js';

const storageKey = 'reelay.thread';
const headers = { 'accept-language': language };

/** The thread that the page's address names. */
export function shownThread() {
  const id = location.hash.slice(1);
  return /^[\w-]+$/.test(id) ? id : undefined;
}

export const rememberThread = (id) => localStorage.setItem(storageKey, id);

/** Also takes the thread out of the address, so that nothing leads back to it. */
export function forgetThread() {
  localStorage.removeItem(storageKey);
  history.replaceState(null, '', location.pathname);
}

/**
 * The thread in the page's address, else this browser's last one, else a new one. Each chat has an address, so
 * that Back returns to the one before. Throws `signin` where the chat is protected.
 */
export async function openThread(fresh = false) {
  const known = shownThread() ?? localStorage.getItem(storageKey) ?? undefined;
  const threadId = fresh || known === undefined ? await createThread() : known;
  rememberThread(threadId);
  if (shownThread() === undefined) history.replaceState(null, '', `#${threadId}`);
  else if (shownThread() !== threadId) history.pushState(null, '', `#${threadId}`);
  return threadId;
}

async function createThread() {
  const response = await fetch('/api/threads', { method: 'POST', headers });
  if (response.status === 401) throw new Error('signin');
  if (!response.ok) throw new Error('offline');
  return (await response.json()).threadId;
}

/** Gives nothing where it worked, else the server's words for why not, where it has some beyond "wrong". */
export async function signIn(token) {
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
  if (response.ok) return undefined;
  return { message: response.status === 429 ? (await response.json()).error?.message : undefined };
}

/**
 * Watches a thread. The browser itself connects again and says from where on; `onGone` is called when the
 * server no longer knows the thread, or wants a sign-in.
 */
export function watch(threadId, { onEvent, onOnline, onGone }) {
  const source = new EventSource(`/api/threads/${threadId}/events`);
  for (const name of ['message', 'edit', 'sent']) {
    source.addEventListener(name, (event) => {
      // The browser also calls its own connection events "message" and the like; ours carry data.
      if (event.data) onEvent(name, JSON.parse(event.data), Number(event.lastEventId));
    });
  }
  let retry;
  let closed = false;
  source.onopen = () => onOnline(true);
  source.onerror = async () => {
    onOnline(false);
    if (source.readyState !== EventSource.CLOSED) return;
    // A refusal ends an EventSource for good; asking once more tells why.
    const status = await fetch(`/api/threads/${threadId}/events`, {
      headers,
      signal: AbortSignal.timeout(5_000),
    }).then(
      (response) => {
        void response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    if (closed) return;
    if (status === 404 || status === 401) onGone(status);
    else retry = setTimeout(() => onGone(0), 2_000);
  };
  return () => {
    closed = true;
    clearTimeout(retry);
    source.close();
  };
}

/**
 * Sends a message with its files. `key` makes a repeat the same message. Resolves with its id; rejects with
 * `{message}` in the server's words, or `{message: undefined}` where it could not be reached.
 */
export function send(threadId, { text, replyTo, files, key }, onProgress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open('POST', `/api/threads/${threadId}/messages`);
    request.responseType = 'json';
    request.setRequestHeader('idempotency-key', key);
    request.setRequestHeader('accept-language', language);
    request.setRequestHeader('x-file-count', String(files.length));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () =>
      request.status === 202
        ? resolve(request.response.messageId)
        : reject({ message: request.response?.error?.message, status: request.status });
    request.onerror = () => reject({ message: undefined, status: 0 });
    request.onabort = () => reject({ aborted: true });
    const form = new FormData();
    // Words go first: they may say into which project the files belong.
    form.append('text', text);
    if (replyTo !== undefined) form.append('replyTo', replyTo.id);
    for (const file of files) form.append('files', file, file.name);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}

export async function press(threadId, token) {
  const response = await fetch(`/api/threads/${threadId}/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error((await response.json()).error?.message);
}

/** Links (`POST`) or unlinks (`DELETE`) an account of one's own. `message` is what the server has to say. */
export async function account(threadId, method, body) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`/api/threads/${threadId}/account`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  return { ok: response.ok, message: answer.message ?? answer.error?.message };
}
