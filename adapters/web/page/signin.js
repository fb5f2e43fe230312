import { html, useState } from '/vendor/preact.js';
import { signIn } from './api.js';
import { words } from './words.js';

/** Asks for the access token, where the chat is protected by one. */
export function SignIn({ onDone }) {
  const [problem, setProblem] = useState();
  const submit = async (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get('token');
    const refusal = await signIn(token).catch(() => ({ message: words.offline }));
    if (refusal === undefined) onDone();
    else setProblem(refusal.message ?? words.wrongToken);
  };
  return html`<main class="signin">
    <form onSubmit=${submit}>
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
      ${problem && html`<p role="alert">${problem}</p>`}
      <button class="button primary">${words.enter}</button>
    </form>
  </main>`;
}
